//! Containers of one file: gzip, bzip2 and zstd, member after member.

use std::cell::Cell;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::fault::{PackFault, Trouble};
use super::packing::Packing;
use super::room::{Counted, Room, Watch, only_zeros};

/// Unpacks a whole file. Every member must be whole and true to its checksum,
/// and nothing but zeros may follow the last one: what does not belong there
/// could be a member whose head was damaged.
pub(super) fn unpack_stream(
    file: File,
    packing: Packing,
    folder: &Path,
    watch: Watch<'_>,
) -> Result<tempfile::TempPath, Trouble> {
    let count = Cell::new(0);
    let inner = Counted {
        inner: file,
        count: &count,
    };
    let mut packed = BufReader::with_capacity(128 * 1024, inner);
    let mut room = Room::new(folder, packing, &count, watch)?;
    loop {
        member(&mut packed, packing, &mut room)?;
        let next = packed.fill_buf().map_err(Trouble::Read)?.first().copied();
        match next {
            None => return Ok(room.close()),
            Some(byte) if packing.goes_on_with(byte) => {}
            Some(_) if only_zeros(&mut packed).map_err(Trouble::Read)? => return Ok(room.close()),
            Some(_) => return Err(PackFault::Trailing { packing }.into()),
        }
    }
}

/// Unpacks one member of gzip, one stream of bzip2 or one frame of zstd.
fn member(packed: &mut impl BufRead, packing: Packing, room: &mut Room<'_>) -> Result<(), Trouble> {
    match packing {
        Packing::Gzip => room.take(&mut flate2::bufread::GzDecoder::new(packed)),
        Packing::Bzip2 => room.take(&mut bzip2::bufread::BzDecoder::new(packed)),
        Packing::Zstd => {
            let decoder = zstd::Decoder::with_buffer(packed).map_err(Trouble::Read)?;
            // A window of more than 128 MB is refused by the decoder's default.
            room.take(&mut decoder.single_frame())
        }
        // An archive is no stream: its directory stands at the end.
        Packing::Zip => Err(PackFault::Nested.into()),
    }
}
