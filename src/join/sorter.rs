//! Rows in the order of their keys, however many there are.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

use super::cells::{Unite, put, unite};
use super::key::Key;
use super::shelf::{Shelf, Stocker};

/// So many bytes are sorted in memory at once.
const BUFFER: usize = 16 << 20;
/// So many bytes of each sorted run are read at once.
const CHUNK: usize = 64 << 10;

/// Takes rows in any order.
#[derive(Debug)]
pub struct Sorter {
    /// Keys and rows, one behind the other.
    bytes: Vec<u8>,
    /// Where they begin in `bytes`: key and row.
    entries: Vec<(u32, u32, u32)>,
    file: Option<File>,
    /// Where each sorted run stands in the file.
    runs: Vec<(u64, u64)>,
    limit: usize,
    row: Vec<u8>,
}

impl Default for Sorter {
    fn default() -> Self {
        Self::with_buffer(BUFFER)
    }
}

impl Sorter {
    fn with_buffer(limit: usize) -> Self {
        Self {
            bytes: Vec::new(),
            entries: Vec::new(),
            file: None,
            runs: Vec::new(),
            limit,
            row: Vec::new(),
        }
    }

    /// Takes a row: its key, and its cells by the numbers of their columns.
    ///
    /// # Errors
    ///
    /// When the temporary file cannot be written.
    pub fn push<'c>(
        &mut self,
        key: &Key,
        cells: impl Iterator<Item = (u32, &'c str)>,
    ) -> io::Result<()> {
        self.row.clear();
        for (column, text) in cells {
            put(&mut self.row, column, Some(text));
        }
        let key = key.bytes();
        if self.bytes.len() + key.len() + self.row.len() > self.limit {
            self.spill()?;
        }
        let at = self.bytes.len();
        let row = at + key.len();
        let end = row + self.row.len();
        let number = |at: usize| u32::try_from(at).map_err(io::Error::other);
        self.entries.push((number(at)?, number(row)?, number(end)?));
        self.bytes.extend_from_slice(key);
        self.bytes.extend_from_slice(&self.row);
        Ok(())
    }

    /// Puts what is in memory into the file, sorted.
    fn spill(&mut self) -> io::Result<()> {
        if self.entries.is_empty() {
            return Ok(());
        }
        let bytes = &self.bytes;
        self.entries.sort_unstable_by(|a, b| {
            let of = |entry: &(u32, u32, u32)| {
                let (key, row, end) = (entry.0 as usize, entry.1 as usize, entry.2 as usize);
                (&bytes[key..row], &bytes[row..end])
            };
            of(a).cmp(&of(b))
        });
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(tempfile::tempfile()?),
        };
        let start = file.seek(SeekFrom::End(0))?;
        let mut out = BufWriter::with_capacity(CHUNK, &*file);
        let mut end = start;
        for (key, row, stop) in &self.entries {
            out.write_all(&(row - key).to_le_bytes())?;
            out.write_all(&(stop - row).to_le_bytes())?;
            out.write_all(&bytes[*key as usize..*stop as usize])?;
            end += 8 + u64::from(stop - key);
        }
        out.flush()?;
        drop(out);
        self.runs.push((start, end));
        self.bytes.clear();
        self.entries.clear();
        Ok(())
    }

    /// All rows are there: those of one key become one, and can be found.
    ///
    /// # Errors
    ///
    /// When a temporary file cannot be written or read.
    pub fn finish(mut self, by: &dyn Unite) -> io::Result<Shelf> {
        self.spill()?;
        self.bytes = Vec::new();
        let mut stocker = Stocker::new()?;
        let Some(mut file) = self.file else {
            return stocker.finish();
        };
        let mut runs: Vec<Run> = self
            .runs
            .iter()
            .map(|(at, end)| Run::new(*at, *end))
            .collect();
        let mut heap = BinaryHeap::new();
        for (number, run) in runs.iter_mut().enumerate() {
            if let Some((key, row)) = run.next(&mut file)? {
                heap.push(Reverse((key, row, number)));
            }
        }
        let mut last: Vec<u8> = Vec::new();
        let mut rows: Vec<Vec<u8>> = Vec::new();
        let mut united = Vec::new();
        let mut count = 0;
        while let Some(Reverse((key, row, number))) = heap.pop() {
            if key != last && !rows.is_empty() {
                unite(&rows, by, &mut united);
                stocker.put(&last, &united, count)?;
                rows.clear();
                count = 0;
            }
            if rows.is_empty() {
                last = key;
            }
            rows.push(row);
            count += 1;
            if rows.len() == MOST_ROWS {
                unite(&rows, by, &mut united);
                rows = vec![std::mem::take(&mut united)];
            }
            if let Some((key, row)) = runs[number].next(&mut file)? {
                heap.push(Reverse((key, row, number)));
            }
        }
        if !rows.is_empty() {
            unite(&rows, by, &mut united);
            stocker.put(&last, &united, count)?;
        }
        stocker.finish()
    }
}

/// So many rows of a key are in memory together.
const MOST_ROWS: usize = 4096;

/// One sorted run of the file.
#[derive(Debug)]
struct Run {
    at: u64,
    end: u64,
    buffer: Vec<u8>,
    from: usize,
}

impl Run {
    fn new(at: u64, end: u64) -> Self {
        Self {
            at,
            end,
            buffer: Vec::new(),
            from: 0,
        }
    }

    /// The next key with its row.
    fn next(&mut self, file: &mut File) -> io::Result<Option<(Vec<u8>, Vec<u8>)>> {
        if !self.has(8, file)? {
            return Ok(None);
        }
        let number = |bytes: &[u8]| {
            let bytes = bytes.first_chunk::<4>().copied().unwrap_or_default();
            u32::from_le_bytes(bytes) as usize
        };
        let head = &self.buffer[self.from..self.from + 8];
        let (key, row) = (number(head), number(&head[4..]));
        if !self.has(8 + key + row, file)? {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let start = self.from + 8;
        self.from = start + key + row;
        let (key, row) = self.buffer[start..self.from].split_at(key);
        Ok(Some((key.to_vec(), row.to_vec())))
    }

    /// Whether so many bytes are in the buffer, after reading more if need be.
    fn has(&mut self, bytes: usize, file: &mut File) -> io::Result<bool> {
        if self.buffer.len() - self.from >= bytes {
            return Ok(true);
        }
        self.buffer.drain(..self.from);
        self.from = 0;
        let left = self.end - self.at;
        let missing = bytes - self.buffer.len();
        let more = u64::try_from(missing.max(CHUNK)).unwrap_or(left).min(left);
        file.seek(SeekFrom::Start(self.at))?;
        file.take(more).read_to_end(&mut self.buffer)?;
        self.at += more;
        Ok(self.buffer.len() >= bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Met, United};
    use super::*;

    struct Sum;

    impl Unite for Sum {
        fn unite(&self, _: u32, texts: &[&str]) -> United {
            let numbers: Option<Vec<i64>> = texts.iter().map(|text| text.parse().ok()).collect();
            match numbers {
                Some(numbers) => United::Text(numbers.iter().sum::<i64>().to_string()),
                None => United::Differ,
            }
        }
    }

    fn key(text: &str) -> Key {
        Key::new(std::iter::once(text)).unwrap()
    }

    fn shelf(rows: &[(String, i64)], buffer: usize) -> Shelf {
        let mut sorter = Sorter::with_buffer(buffer);
        for (id, pieces) in rows {
            let pieces = pieces.to_string();
            let cells = [(0, pieces.as_str())];
            sorter.push(&key(id), cells.into_iter()).unwrap();
        }
        sorter.finish(&Sum).unwrap()
    }

    proptest! {
        #[test]
        fn each_key_has_the_sum_of_its_rows_in_any_order(
            rows in prop::collection::vec(("[aA0-3]{1,3}", -9_i64..99), 0..200),
            buffer in 40_usize..4000,
            turn in 0_usize..200,
        ) {
            let mut turned = rows.clone();
            let by = turn % rows.len().max(1);
            turned.rotate_left(by);
            let mut one = shelf(&rows, buffer);
            let mut other = shelf(&turned, 1 << 20);
            for id in rows.iter().map(|(id, _)| id.as_str()).chain(["none"]) {
                let sum: i64 = rows.iter().filter(|(of, _)| of == id).map(|(_, n)| n).sum();
                for shelf in [&mut one, &mut other] {
                    match shelf.find(&key(id)).unwrap() {
                        Met::Row(mut cells) => {
                            let text = cells.next().unwrap().text.unwrap().to_owned();
                            prop_assert_eq!(text, sum.to_string());
                        }
                        Met::Alike(_) | Met::Nothing => prop_assert_eq!(id, "none"),
                    }
                }
            }
            prop_assert_eq!(one.lone(9).unwrap().count, 0);
        }
    }

    #[test]
    fn a_key_that_is_missing_is_told_from_one_that_looks_alike() {
        let rows: Vec<(String, i64)> = (0..5000).map(|n| (format!("SKU-{n:05}"), n)).collect();
        let mut shelf = shelf(&rows, 4096);
        assert_eq!(shelf.keys(), 5000);
        let Met::Alike(like) = shelf.find(&key("sku-04711")).unwrap() else {
            panic!("not alike")
        };
        assert_eq!(like, "SKU-04711");
        assert!(matches!(
            shelf.find(&key("SKU-99999")).unwrap(),
            Met::Nothing
        ));
        assert!(matches!(shelf.find(&key("A")).unwrap(), Met::Nothing));
        assert!(matches!(shelf.find(&key("ZZZ")).unwrap(), Met::Nothing));
        for n in [0, 1, 2500, 4998, 4999] {
            assert!(matches!(
                shelf.find(&key(&format!("SKU-{n:05}"))).unwrap(),
                Met::Row(_)
            ));
        }
        let lone = shelf.lone(2).unwrap();
        assert_eq!(lone.count, 4995);
        assert_eq!(lone.samples, ["SKU-00002", "SKU-00003"]);
    }
}
