//! Read → normalize → check → diff, joined.
//!
//! One code path makes an item, whatever the command (`contract.md` rule 3):
//! `check`, `export`, `plan` and `sync` all read here. Nothing is sent before
//! the export has been read to its end; what is to be sent waits on disk, so
//! that memory grows with the ids and with nothing else.

mod afterwards;
mod again;
mod alarm;
mod aside;
mod basis;
mod books;
mod changes;
mod crew;
mod error;
mod explain;
mod export;
mod files;
mod gave_up;
mod guards;
mod input;
mod joined;
mod judged;
mod keeper;
mod known;
mod lack;
mod look;
mod lot;
mod maker;
mod matched;
mod memo;
mod order;
mod passed;
mod place;
mod plan_error;
mod prepare;
mod read;
mod recognize;
mod rows;
mod selection;
mod spill;
mod tables;
mod taking;
mod terms;
mod views;

pub use aside::{Aside, Reason};
pub use basis::{Basis, DecimalBasis};
pub use books::{Books, Counts, RemovalRule};
pub use changes::{Changes, Planned, Waits};
pub use error::{InputError, Unrecognized};
pub use explain::{Explained, Question, Traced, explain};
pub use export::{Export, Found, ReadError};
pub use files::Files;
pub use guards::{Cause, Guards, HeldSet};
pub use input::{Input, SourceReport, open_inputs};
pub use joined::Withheld;
pub use judged::Judged;
pub use known::load_known;
pub use lack::Lack;
pub use look::{Ids, Look, Recognized, look, recognize, recognize_read, unfed_columns};
pub use matched::sample_cells;
pub use memo::{Draft, KeptReport, Recall, terms_print};
pub use order::{Order, Sample, Survey, survey};
pub use plan_error::PlanError;
pub use read::read;
pub use selection::{Keep, Selection};
pub use spill::{KeptItems, Spill, SpillReader};
pub use terms::Terms;
pub use views::ViewError;
