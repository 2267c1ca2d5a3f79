//! From a record of an export to an item of the catalog.
//!
//! The leaves of this module turn text into text or into values: markup,
//! numbers, dates, addresses, words of many languages. They are pure, never
//! read the clock, and hand back the text that they were given where nothing
//! is to be done. They know neither columns nor presets nor items.
#![cfg_attr(
    not(test),
    expect(
        dead_code,
        reason = "the builder of items, which uses all of this, comes next"
    )
)]

mod currency;
mod cut;
mod date;
mod entity;
mod evidence;
mod gtin;
mod html;
mod image;
mod link;
mod mojibake;
mod number;
mod structured;
mod text;
mod words;
