//! Items that wait on disk until the export has been judged to its end.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use crate::catalog::Fingerprint;
use crate::plan::Index;

/// Bytes before the JSON of an item: entry, length, fingerprint.
const HEAD: usize = 4 + 4 + 32;

/// Items on disk, in the order in which they were read. The file has no name
/// and goes with the process.
pub struct Spill {
    file: BufWriter<File>,
    items: u64,
    bytes: u64,
}

impl Spill {
    /// An empty spill in the system's temporary folder.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::with_capacity(1 << 18, tempfile::tempfile()?),
            items: 0,
            bytes: 0,
        })
    }

    /// Adds an item with its fingerprint, which is dear to take a second time.
    /// Returns where it stands.
    pub(super) fn put(&mut self, index: Index, hash: &Fingerprint, json: &[u8]) -> io::Result<u64> {
        let length = u32::try_from(json.len())
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "an item of 4 GB"))?;
        let mut head = [0; HEAD];
        head[..4].copy_from_slice(&index.to_le_bytes());
        head[4..8].copy_from_slice(&length.to_le_bytes());
        head[8..].copy_from_slice(hash.bytes());
        self.file.write_all(&head)?;
        self.file.write_all(json)?;
        let at = self.bytes;
        self.items += 1;
        self.bytes += HEAD as u64 + u64::from(length);
        Ok(at)
    }

    /// Number of items.
    pub fn len(&self) -> u64 {
        self.items
    }

    /// Bytes of the JSON of all items.
    pub fn bytes(&self) -> u64 {
        self.bytes - self.items * HEAD as u64
    }

    /// Whether nothing was put.
    pub fn is_empty(&self) -> bool {
        self.items == 0
    }

    /// Ends writing; the items can be read from the first.
    pub fn into_reader(mut self) -> io::Result<SpillReader> {
        self.file.flush()?;
        let mut file = self
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(SpillReader {
            file: BufReader::with_capacity(1 << 18, file),
            items: self.items,
            end: self.bytes,
            at: 0,
            left: 0,
            hash: Fingerprint::of(&[]),
            item: Vec::new(),
        })
    }
}

/// Reads spilled items: forward one by one, or from a place.
pub struct SpillReader {
    file: BufReader<File>,
    items: u64,
    end: u64,
    /// Where the file stands.
    at: u64,
    /// Bytes of the last item that were not read.
    left: u32,
    /// The fingerprint of the item that was named last.
    hash: Fingerprint,
    item: Vec<u8>,
}

impl SpillReader {
    /// Number of items.
    pub fn len(&self) -> u64 {
        self.items
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items == 0
    }

    /// The next item and its place. Its JSON is read by [`Self::json`], or not
    /// at all.
    pub(super) fn next_index(&mut self) -> io::Result<Option<(Index, u64)>> {
        let place = self.at + u64::from(self.left);
        if place >= self.end {
            return Ok(None);
        }
        self.go_to(place)?;
        let mut head = [0; HEAD];
        self.file.read_exact(&mut head)?;
        self.at += HEAD as u64;
        let number = |at: usize| {
            let mut bytes = [0; 4];
            bytes.copy_from_slice(&head[at..at + 4]);
            u32::from_le_bytes(bytes)
        };
        self.left = number(4);
        self.hash = Fingerprint::from_bytes(&head[8..]).unwrap_or(self.hash);
        Ok(Some((number(0), place)))
    }

    /// The fingerprint of the item that was just named.
    pub(super) fn hash(&self) -> Fingerprint {
        self.hash
    }

    /// The canonical JSON of the item that was just named; empty when it was read.
    pub(super) fn json(&mut self) -> io::Result<&str> {
        self.item.resize(self.left as usize, 0);
        self.file.read_exact(&mut self.item)?;
        self.at += u64::from(self.left);
        self.left = 0;
        simdutf8::basic::from_utf8(&self.item)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// Goes to a place; the next item is the one that was put there. What is in
    /// the buffer already is not read again.
    pub(super) fn go_to(&mut self, place: u64) -> io::Result<()> {
        let by = i64::try_from(i128::from(place) - i128::from(self.at))
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        self.file.seek_relative(by)?;
        self.at = place;
        self.left = 0;
        Ok(())
    }

    /// The item at a place where it was put.
    pub fn at(&mut self, place: u64) -> io::Result<&str> {
        self.go_to(place)?;
        match self.next_index()? {
            Some(_) => self.json(),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

/// Kept items in an order of the caller's; can be gone through more than once.
pub struct KeptItems {
    reader: SpillReader,
    places: Vec<u64>,
}

impl KeptItems {
    /// The items at these places, in this order.
    pub fn new(reader: SpillReader, places: Vec<u64>) -> Self {
        Self { reader, places }
    }

    /// Hands out every item as canonical JSON.
    pub fn each(&mut self, mut take: impl FnMut(&str) -> io::Result<()>) -> io::Result<()> {
        for place in &self.places {
            take(self.reader.at(*place)?)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_read_in_any_order_and_only_as_far_as_asked() {
        let mut spill = Spill::new().unwrap();
        let items: Vec<String> = (0..5_000)
            .map(|n| format!("{{\"id\":\"{n:0200}\"}}"))
            .collect();
        let mut places = Vec::new();
        for (index, item) in (0..).zip(&items) {
            let hash = Fingerprint::of(item.as_bytes());
            places.push(spill.put(index, &hash, item.as_bytes()).unwrap());
        }
        let mut reader = spill.into_reader().unwrap();
        for (number, item) in items.iter().enumerate() {
            let (index, place) = reader.next_index().unwrap().unwrap();
            assert_eq!((index as usize, place), (number, places[number]));
            assert_eq!(reader.hash(), Fingerprint::of(item.as_bytes()));
            if number % 3 == 0 {
                assert_eq!(reader.json().unwrap(), item);
            }
        }
        assert_eq!(reader.next_index().unwrap(), None);
        for number in [4_999, 0, 1, 2_500, 2_499, 4_999] {
            assert_eq!(reader.at(places[number]).unwrap(), items[number]);
        }
        reader.go_to(places[7]).unwrap();
        assert_eq!(reader.next_index().unwrap(), Some((7, places[7])));
        assert!(reader.at(places[4_999] + 1_000_000).is_err());
    }
}
