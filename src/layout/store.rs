//! Records that wait in a temporary file until they are needed.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

use crate::source::{ColumnId, Flaw, Mends, Record};

/// Records on disk, found again by their place.
#[derive(Debug)]
pub(super) struct Store {
    file: BufWriter<File>,
    end: u64,
    /// Whether everything that was put is in the file.
    flushed: bool,
    buffer: Vec<u8>,
}

/// A record's place in the store.
pub(super) type Place = u64;

impl Store {
    /// An empty store; its file vanishes with it.
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::with_capacity(1 << 18, tempfile::tempfile()?),
            end: 0,
            flushed: true,
            buffer: Vec::new(),
        })
    }

    /// Puts a record by. `column` says under which number each column is kept;
    /// cells without content, and those without a number, are left out. Of a
    /// flaw only that it is there is kept, by the caller.
    pub(super) fn put(
        &mut self,
        record: &Record,
        mut column: impl FnMut(ColumnId) -> Option<u32>,
    ) -> io::Result<Place> {
        self.buffer.clear();
        self.buffer.extend_from_slice(&record.line().to_le_bytes());
        self.buffer
            .extend_from_slice(&record.ordinal().to_le_bytes());
        for (id, text) in record.cells() {
            let Some(number) = column(id).filter(|_| !text.is_empty()) else {
                continue;
            };
            // Cells are limited to 8 MB by `source`.
            let bytes = u32::try_from(text.len()).map_err(io::Error::other)?;
            self.buffer.extend_from_slice(&number.to_le_bytes());
            self.buffer.extend_from_slice(&bytes.to_le_bytes());
            self.buffer.extend_from_slice(text.as_bytes());
        }
        let length = u32::try_from(self.buffer.len()).map_err(io::Error::other)?;
        let place = self.end;
        self.file.write_all(&length.to_le_bytes())?;
        self.file.write_all(&self.buffer)?;
        self.end += 4 + u64::from(length);
        self.flushed = false;
        Ok(place)
    }

    /// Takes a copy of the record at a place; its columns are the numbers that
    /// it was put by with.
    pub(super) fn take(&mut self, place: Place, record: &mut Record) -> io::Result<()> {
        if !self.flushed {
            self.file.flush()?;
            self.flushed = true;
        }
        let file = self.file.get_mut();
        file.seek(SeekFrom::Start(place))?;
        let mut length = [0; 4];
        file.read_exact(&mut length)?;
        self.buffer.resize(u32::from_le_bytes(length) as usize, 0);
        file.read_exact(&mut self.buffer)?;
        file.seek(SeekFrom::Start(self.end))?;
        parse(&self.buffer, record).ok_or_else(damaged)
    }
}

/// Nobody but us writes to the file, and it is read as it was written.
fn damaged() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "the temporary file does not hold what was written to it",
    )
}

fn parse(bytes: &[u8], record: &mut Record) -> Option<()> {
    let (line, rest) = bytes.split_first_chunk::<8>()?;
    let (ordinal, mut rest) = rest.split_first_chunk::<8>()?;
    record.begin(u64::from_le_bytes(*line), u64::from_le_bytes(*ordinal));
    while !rest.is_empty() {
        let (number, after) = rest.split_first_chunk::<4>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let (text, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        let column = ColumnId::new(u32::from_le_bytes(*number) as usize);
        record.add(column, std::str::from_utf8(text).ok()?);
        rest = after;
    }
    Some(())
}

/// A record with its flaw, which the store does not keep.
#[derive(Clone, Debug)]
pub(super) struct Put {
    /// Where it stands.
    pub(super) place: Place,
    /// Its flaw.
    pub(super) flaw: Option<Box<Flaw>>,
    /// What was mended in it.
    pub(super) mends: Mends,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn umlauts(count: u64) -> String {
        "ä".repeat(usize::try_from(count).unwrap())
    }

    #[test]
    fn records_come_back_as_they_were_put() {
        let mut store = Store::new().unwrap();
        let mut record = Record::new();
        let mut places = Vec::new();
        for line in 1..=100_u64 {
            record.begin(line, line - 1);
            record.add(ColumnId::new(0), &format!("SKU-{line}"));
            record.add(ColumnId::new(1), "");
            record.add(ColumnId::new(2), &umlauts(line));
            record.add(ColumnId::new(3), "left out");
            let keep = |id: ColumnId| (id.index() < 3).then(|| u32::try_from(id.index()).unwrap());
            places.push(store.put(&record, keep).unwrap());
            if line == 50 {
                store.take(places[9], &mut record).unwrap();
                assert_eq!(record.line(), 10);
            }
        }
        for line in [100, 1, 37_u64] {
            store
                .take(places[usize::try_from(line).unwrap() - 1], &mut record)
                .unwrap();
            let cells: Vec<_> = record
                .cells()
                .map(|(id, text)| (id.index(), text))
                .collect();
            let name = format!("SKU-{line}");
            let umlauts = umlauts(line);
            assert_eq!(cells, [(0, name.as_str()), (2, umlauts.as_str())]);
            assert_eq!((record.line(), record.ordinal()), (line, line - 1));
        }
    }
}
