//! From a record of an export to an item of the catalog.
//!
//! A [`Normalizer`] binds the columns of one source to the fields of the
//! catalog and makes one item of each record, with the findings on what it
//! could not use. The leaves below it turn text into text or into values:
//! markup, numbers, dates, addresses, words of many languages. Nothing here
//! reads the clock, and nothing is copied where the text can stay as it is.
//! Required fields are not judged here: that is a rule like any other.

mod bind;
mod binding;
mod cells;
mod choice;
mod currency;
mod cut;
mod date;
mod delivery;
mod doubt;
mod entity;
mod evidence;
mod flaw;
mod gap;
mod gtin;
mod header;
mod html;
mod id;
mod image;
mod joined;
mod last;
mod link;
mod lost;
mod make;
mod markup;
mod mask;
mod mojibake;
mod nested;
mod number;
mod option_name;
mod options;
mod orders;
mod page;
mod path;
mod pictures;
mod pieces;
mod prices;
mod prose;
mod publish;
mod scan;
mod settings;
mod shortcode;
mod shown;
mod signs;
mod stock;
mod structured;
mod survey;
mod tag;
mod tax;
mod text;
mod trace;
mod twins;
mod unit;
mod values;
mod word;
mod words;

pub(crate) use flaw::flaw_of;
pub use joined::{IdColumn, JoinedSource, PIECES};
pub use make::{Made, Normalizer};
pub use number::{Sign, read_number};
pub use orders::{DayOrder, OrderOf, OrderSample, Orders};
pub use settings::{ShopSettings, word};
pub use signs::{OpenColumn, SignSample, SignSurvey, Signs, Wanted};
pub use trace::{Trace, TracedField};
