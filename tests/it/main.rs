//! `shelfsync` as its users meet it: the real binary, real files, a real
//! server that answers as Meta would. What is expected here is taken from
//! the contract, not from the code.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests fail loudly, as the tests do"
)]

mod access;
mod addresses;
mod again;
mod beside;
mod broken;
mod choices;
mod contact;
mod crash;
mod delivery;
mod dirt;
mod doctor;
mod drift;
mod emulator;
mod evidence;
mod exit_codes;
mod explain;
mod export;
mod faults;
mod feeds;
mod floors;
mod formats;
mod generic;
mod guards;
#[cfg(unix)]
mod hostile;
mod init;
mod joined;
mod joined_lacks;
mod joined_stock;
mod json;
mod manners;
mod matching;
mod memory;
mod normalize;
mod pack;
mod places;
mod platforms;
mod portal_words;
mod portals;
mod ran;
mod reconcile;
mod refusals;
mod remembered;
mod removal;
mod required;
mod road;
mod salesforce;
mod samples;
mod secrets;
mod shop;
mod shop_details;
mod shop_samples;
mod shopify;
mod shops;
mod tables;
mod template;
mod terminal;
mod texts;
mod threads;
mod traits;
mod waiting;
mod walk;
mod woocommerce;
mod workbook;
mod world;
