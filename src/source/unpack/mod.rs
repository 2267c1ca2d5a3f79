//! Packed exports: from a container to the text in it.
//!
//! A container is known by its first bytes, never by its name. What is in it
//! is written to a temporary file to the end and held against its checksum
//! before anybody reads a record of it: a damaged container is an error, never
//! a shorter export. Names in an archive are shown and compared, and never
//! become a path.
//!
//! Memory does not grow with the container, and the disk only up to a limit.

mod fault;
mod layers;
mod packing;
mod room;
mod stream;
mod workbook;
mod zip;

pub use fault::{Names, PackFault};
pub use layers::{Opening, Unpacked, unpack};
pub use packing::Packing;
pub use room::Watch;
