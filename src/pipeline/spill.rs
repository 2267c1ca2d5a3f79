//! Items that wait on disk until the export has been judged to its end.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use crate::plan::Index;

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

    /// Adds an item. Returns where it stands.
    pub(super) fn put(&mut self, index: Index, json: &[u8]) -> io::Result<u64> {
        let length = u32::try_from(json.len())
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "an item of 4 GB"))?;
        self.file.write_all(&index.to_le_bytes())?;
        self.file.write_all(&length.to_le_bytes())?;
        self.file.write_all(json)?;
        let at = self.bytes;
        self.items += 1;
        self.bytes += 8 + u64::from(length);
        Ok(at)
    }

    /// Number of items.
    pub fn len(&self) -> u64 {
        self.items
    }

    /// Bytes of all items, about.
    pub fn bytes(&self) -> u64 {
        self.bytes
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
            left: self.items,
            item: Vec::new(),
        })
    }
}

/// Reads spilled items.
pub struct SpillReader {
    file: BufReader<File>,
    left: u64,
    item: Vec<u8>,
}

impl SpillReader {
    /// The next item: its index and its canonical JSON.
    pub fn read_next(&mut self) -> io::Result<Option<(Index, &str)>> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        self.read().map(Some)
    }

    /// The item at a place where it was put.
    pub fn at(&mut self, place: u64) -> io::Result<(Index, &str)> {
        self.file.seek(SeekFrom::Start(place))?;
        self.read()
    }

    fn read(&mut self) -> io::Result<(Index, &str)> {
        let mut head = [0; 4];
        self.file.read_exact(&mut head)?;
        let index = Index::from_le_bytes(head);
        self.file.read_exact(&mut head)?;
        let length = u32::from_le_bytes(head);
        self.item.resize(length as usize, 0);
        self.file.read_exact(&mut self.item)?;
        let json = std::str::from_utf8(&self.item)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        Ok((index, json))
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
            let (_, json) = self.reader.at(*place)?;
            take(json)?;
        }
        Ok(())
    }
}
