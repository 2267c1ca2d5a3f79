//! Prints of bytes: the answer to "is this the same as last time?".
//!
//! A print is the `HighwayHash` of the bytes, 128 bits under a secret key. SHA-256
//! stays the identity of confirmed content; at 4 µs a record it is too dear for a
//! question that is asked of every record of every run.
//!
//! What a wrong answer could do: a record that has changed would pass for
//! unchanged and not be sent. By accident that has odds of 1 in 10^25 for five
//! million records. On purpose it takes the key, which is random, made with the
//! state and kept nowhere else: whoever writes into an export cannot find two
//! records of one print, and does not hear of the prints of others.

use std::fmt;
use std::io;

use highway::{HighwayHash, HighwayHasher, Key};

/// The secret that prints are made under.
#[derive(Clone, PartialEq, Eq)]
pub struct PrintKey([u64; 4]);

impl PrintKey {
    /// A key that nobody knows.
    ///
    /// # Errors
    ///
    /// When the system has no random numbers.
    pub fn random() -> io::Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        Ok(Self::of(&bytes))
    }

    fn of(bytes: &[u8; 32]) -> Self {
        let mut words = [0; 4];
        for (word, part) in words.iter_mut().zip(bytes.chunks_exact(8)) {
            let mut eight = [0; 8];
            eight.copy_from_slice(part);
            *word = u64::from_le_bytes(eight);
        }
        Self(words)
    }

    /// The key with these bytes, if there are 32 of them.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::of)
    }

    /// The key as the state keeps it.
    pub fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (part, word) in bytes.chunks_exact_mut(8).zip(self.0) {
            part.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    /// The print of these bytes.
    pub fn print(&self, bytes: &[u8]) -> Print {
        Print::of(HighwayHasher::new(Key(self.0)).hash128(bytes))
    }

    /// Begins a print of bytes that come in parts.
    pub(super) fn printer(&self) -> Printer {
        Printer(HighwayHasher::new(Key(self.0)))
    }
}

impl fmt::Debug for PrintKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrintKey(…)")
    }
}

/// A print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Print([u8; 16]);

impl Print {
    fn of([low, high]: [u64; 2]) -> Self {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&low.to_le_bytes());
        bytes[8..].copy_from_slice(&high.to_le_bytes());
        Self(bytes)
    }

    /// The print with these bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub fn bytes(&self) -> [u8; 16] {
        self.0
    }

    /// It in hexadecimal digits.
    pub fn hex(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.0))
    }

    /// A part of it, for a table: prints are as random as any hash of them.
    pub fn head(&self) -> u64 {
        let mut head = [0; 8];
        head.copy_from_slice(&self.0[..8]);
        u64::from_le_bytes(head)
    }
}

/// Prints bytes that come in parts.
#[derive(Debug)]
pub(super) struct Printer(HighwayHasher);

impl Printer {
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.0.append(bytes);
    }

    pub(super) fn print(self) -> Print {
        Print::of(self.0.finalize128())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_print_depends_on_every_byte_and_on_the_key() {
        let key = PrintKey::random().unwrap();
        let other = PrintKey::random().unwrap();
        assert_eq!(PrintKey::from_bytes(&key.bytes()), Some(key.clone()));
        let bytes = b"SKU-1,Teekanne,19.95 EUR";
        assert_eq!(key.print(bytes), key.print(bytes));
        assert_ne!(key.print(bytes), other.print(bytes));
        for at in 0..bytes.len() {
            let mut changed = *bytes;
            changed[at] ^= 1;
            assert_ne!(key.print(bytes), key.print(&changed), "byte {at}");
        }
        let mut printer = key.printer();
        printer.add(&bytes[..7]);
        printer.add(&bytes[7..]);
        assert_eq!(printer.print(), key.print(bytes));
    }
}
