//! Containers for tests: what this program must open, and what it must not.

use std::io::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn bzip2(content: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// With a checksum, as the tool `zstd` writes it.
pub(crate) fn zstd(content: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// An archive, written file by file.
#[derive(Default)]
pub(crate) struct Zip {
    files: Vec<u8>,
    list: Vec<u8>,
    count: u16,
}

/// What is said of a file in place of the truth.
#[derive(Clone, Copy, Default)]
pub(crate) struct Lie {
    /// Added to the checksum.
    pub(crate) crc: u32,
    /// Set in the flags.
    pub(crate) flags: u16,
    /// The method, if another one.
    pub(crate) method: Option<u16>,
    /// The mode of Unix.
    pub(crate) mode: u32,
}

impl Zip {
    pub(crate) fn of(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = Self::default();
        for (name, content) in files {
            zip = zip.file(name, content, Lie::default());
        }
        zip.close()
    }

    #[must_use]
    pub(crate) fn file(mut self, name: &str, content: &[u8], lie: Lie) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).unwrap();
        let packed = encoder.finish().unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let at = u32::try_from(self.files.len()).unwrap();
        let length = |bytes: usize| u32::try_from(bytes).unwrap().to_le_bytes();
        let mut shared: Vec<u8> = Vec::new();
        shared.extend(20_u16.to_le_bytes());
        shared.extend((lie.flags | 1 << 11).to_le_bytes());
        shared.extend(lie.method.unwrap_or(8).to_le_bytes());
        shared.extend([0, 0, 0x21, 0x5C]);
        shared.extend(crc.sum().wrapping_add(lie.crc).to_le_bytes());
        shared.extend(length(packed.len()));
        shared.extend(length(content.len()));
        shared.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        shared.extend([0, 0]);
        self.files.extend(b"PK\x03\x04");
        self.files.extend(&shared);
        self.files.extend(name.as_bytes());
        self.files.extend(packed);
        self.list.extend(b"PK\x01\x02");
        self.list.extend([20, 3]);
        self.list.extend(&shared);
        // Comment, disk and internal attributes.
        self.list.extend([0; 6]);
        self.list.extend((lie.mode << 16).to_le_bytes());
        self.list.extend(at.to_le_bytes());
        self.list.extend(name.as_bytes());
        self.count += 1;
        self
    }

    pub(crate) fn close(self) -> Vec<u8> {
        let mut whole = self.files;
        let at = u32::try_from(whole.len()).unwrap();
        let bytes = u32::try_from(self.list.len()).unwrap();
        whole.extend(self.list);
        whole.extend(b"PK\x05\x06\0\0\0\0");
        whole.extend(self.count.to_le_bytes());
        whole.extend(self.count.to_le_bytes());
        whole.extend(bytes.to_le_bytes());
        whole.extend(at.to_le_bytes());
        whole.extend([0, 0]);
        whole
    }
}

/// Archives by other programs, each with `products.csv` of two items.
pub(crate) fn by_others(base64: &str) -> Vec<u8> {
    BASE64_STANDARD.decode(base64).unwrap()
}

/// By Info-ZIP into a pipe: sizes stand behind the data only.
pub(crate) const BY_PIPE: &str = "\
    UEsDBBQACAAIAAAAIVwAAAAAAAAAAA4BAAAMAAAAcHJvZHVjdHMuY3N2fc09CsJAEEDh3lPkAGMSBQvtFNKmEK1l\
    sjskYya7y+7gz+3VEBCL2D1e87EFZRUCS8lEDsreAd6QBRsW1icY7yyPO0Q2BMKuBx6wpcuYTURnF/vlCg5kOopQ\
    scumfFdSb3pwdIdNXpZZdT5CpxrSrihS50NODxyCUIEzO7+GFmofP8QaTiQyEVP+ENu/RDOzv8QLUEsHCHMZz7OT\
    AAAADgEAAFBLAQIeAxQACAAIAAAAIVxzGc+zkwAAAA4BAAAMAAAAAAAAAAEAAACkgQAAAABwcm9kdWN0cy5jc3ZQ\
    SwUGAAAAAAEAAQA6AAAAzQAAAAAA";

/// By Python, with sizes of 64 bits.
pub(crate) const BY_ZIP64: &str = "\
    UEsDBC0AAAAAAAAAIVxzGc+z//////////8MABQAcHJvZHVjdHMuY3N2AQAQAA4BAAAAAAAADgEAAAAAAABpZCx0\
    aXRsZSxkZXNjcmlwdGlvbixhdmFpbGFiaWxpdHksY29uZGl0aW9uLHByaWNlLGxpbmssaW1hZ2VfbGluayxicmFu\
    ZApBLTEsQmVjaGVyLEVpbiBCZWNoZXIsaW4gc3RvY2ssbmV3LDUuMDAgRVVSLGh0dHBzOi8vc2hvcC5leGFtcGxl\
    L2EsaHR0cHM6Ly9zaG9wLmV4YW1wbGUvYS5qcGcsTm9yZApBLTIsVGVsbGVyLEVpbiBUZWxsZXIsaW4gc3RvY2ss\
    bmV3LDkuMDAgRVVSLGh0dHBzOi8vc2hvcC5leGFtcGxlL2IsaHR0cHM6Ly9zaG9wLmV4YW1wbGUvYi5qcGcsTm9y\
    ZApQSwECLQMtAAAAAAAAACFccxnPsw4BAAAOAQAADAAAAAAAAAAAAAAAgAEAAAAAcHJvZHVjdHMuY3N2UEsFBgAA\
    AAABAAEAOgAAAEwBAAAAAA==";

/// By Python, packed with bzip2.
pub(crate) const BY_BZIP2: &str = "\
    UEsDBC4AAAAMAAAAIVxzGc+zzgAAAA4BAAAMAAAAcHJvZHVjdHMuY3N2QlpoOTFBWSZTWaXA2noAAEpfgAAQQAfy\
    MDIBFgC+/93gMACjYSqekyDU2kAe1I9E0MCCVQ0MmhoAAAABKp6hoDQAAAAEZsahJtR+RIg7HfBZJe6scwphE7+M\
    w4PUHgodRRRTQFGXTIGAjJD3mWe24XV0HRmlZsT8fNRQ2ezRAx/GZq1E90ihI5PLQsC1XSbEQsNymDJ1kQsnVGDh\
    7AqoSMECoZRsaHhB+cPRwPjAFKBSwoSMhbB24MRCYG7BYMBEkA07+LuSKcKEhS4G09BQSwECLgMuAAAADAAAACFc\
    cxnPs84AAAAOAQAADAAAAAAAAAAAAAAAgAEAAAAAcHJvZHVjdHMuY3N2UEsFBgAAAAABAAEAOgAAAPgAAAAAAA==";

/// By Python, packed with LZMA.
pub(crate) const BY_LZMA: &str = "\
    UEsDBD8AAgAOAAAAIVxzGc+zowAAAA4BAAAMAAAAcHJvZHVjdHMuY3N2CQQFAF0AAIAAADSZAYXhx2aiVdVvPjYV\
    tlnMEwOOhlpyX5y9lXrM/S/Cqo2qe4EBLqPxDyEUm6R2CP3uveinKIGdTblVpNULyE9sfoZ8HJLAq6u4f+ZvwRUy\
    c2Y0tXhIdHRE/AxDOr8O6YqCs68Bm9jFnymfb0kzlPL4cVCff42G7qTsXYXaY9qB3teNyJmSHdd2pdgjeWefEube\
    EWX/8WnoAFBLAQI/Az8AAgAOAAAAIVxzGc+zowAAAA4BAAAMAAAAAAAAAAAAAACAAQAAAABwcm9kdWN0cy5jc3ZQ\
    SwUGAAAAAAEAAQA6AAAAzQAAAAAA";

/// By Info-ZIP, with a password.
pub(crate) const ENCRYPTED: &str = "\
    UEsDBBQACQAIAAAAIVxzGc+znwAAAA4BAAAMAAAAcHJvZHVjdHMuY3N2ziKmiNn3e+WKR1AkO5T2XETpEgfnviLa\
    ggOwkhUaJkHAta0Cs/4f4awicn1bt8KQ+SkuTwPYSvejLbblY3oPKgOH5bHhJXG/FK88jpdW4+CFP79dhswcrRkY\
    nEOxUjSwoJbIywKNLoARtDjZTg3XmsRxr7MDrYI6V+6B/vz0Ir/n5Y6K/97tvEeI0fuojW5biIP0tOc+/gTXnsfL\
    FZs7UEsHCHMZz7OfAAAADgEAAFBLAQIeAxQACQAIAAAAIVxzGc+znwAAAA4BAAAMAAAAAAAAAAEAAACkgQAAAABw\
    cm9kdWN0cy5jc3ZQSwUGAAAAAAEAAQA6AAAA2QAAAAAA";

/// By pzstd: frames to be skipped stand in front of each frame.
pub(crate) const BY_PZSTD: &str = "\
    UCpNGAQAAACfAAAAKLUv/QRYlQQA4ogdHWCLc5uixITS1EK2ENoaAUVyrpPqGtH+xQEClmIFSg2YFfGA4iDsNcMh\
    t1iSUXZTOnRxLYIMQ4AuxuiHxJM0zSJ4Q/vSahEmvUnv86fR0sIBioOwzqcUCuW0l3r5uva5Zd3WH3F5VfImI99t\
    o9u3oLIrx41nGwoAYBOgHLgZHHPlwAxZoM6qA3e7CLhekwzGZ7y1";
