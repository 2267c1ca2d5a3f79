//! The sandbox over a real socket: what a client sends and what it gets to see.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests fail loudly, as the tests do"
)]

mod access;
mod batch;
mod doctor;
mod errors;
mod handles;
mod hands;
mod late;
mod lines;
mod reads;
mod restart;
mod scenarios;
mod trouble;
mod world;
