//! The body of an answer, on its way to the disk.

use std::io::Write as _;

use reqwest::Response;
use reqwest::header::CONTENT_ENCODING;
use sha2::{Digest as _, Sha256};

use super::error::{FetchError, Lost, Status};
use super::hops::innermost;

/// What a body turned out to be.
pub(super) struct Body {
    pub(super) bytes: u64,
    pub(super) sha256: [u8; 32],
}

/// Where a body goes, and how much of it.
pub(super) struct Target<'a> {
    /// The address in messages.
    pub(super) shown: &'a str,
    /// The file, which is empty.
    pub(super) file: &'a mut tempfile::NamedTempFile,
    /// Its folder, for messages.
    pub(super) folder: &'a str,
    /// Most bytes.
    pub(super) most: u64,
    /// Takes note of the bytes so far, and of all of them where that is known.
    pub(super) told: &'a dyn Fn(u64, Option<u64>),
}

/// Whether an answer has an export for a body.
pub(super) fn accept(answer: &Response, shown: &str, logged_in: bool) -> Result<(), FetchError> {
    let status = Status(answer.status().as_u16());
    if status.0 != 200 {
        return Err(FetchError::Status {
            shown: shown.to_owned(),
            status,
            logged_in,
        });
    }
    let codings = answer.headers().get_all(CONTENT_ENCODING).iter();
    for coding in codings {
        // Some servers compress whatever was asked for. What they wrap the export in is
        // a container like any other, known by its bytes.
        let coding = String::from_utf8_lossy(coding.as_bytes());
        let coding = coding.trim().to_ascii_lowercase();
        if !matches!(
            coding.as_str(),
            "" | "identity" | "gzip" | "x-gzip" | "zstd"
        ) {
            return Err(FetchError::Coding {
                shown: shown.to_owned(),
                coding: coding.chars().take(40).collect(),
            });
        }
    }
    Ok(())
}

/// Writes a body to its file. It is whole, or an error: the client knows from
/// `Content-Length`, or from the end of the chunks, how much must come.
pub(super) async fn write(mut answer: Response, target: Target<'_>) -> Result<Body, FetchError> {
    let Target {
        shown,
        file,
        folder,
        most,
        told,
    } = target;
    let total = answer.content_length();
    let too_large = || FetchError::TooLarge {
        shown: shown.to_owned(),
        most,
    };
    if total.is_some_and(|total| total > most) {
        return Err(too_large());
    }
    let mut bytes = 0;
    let mut hash = Sha256::new();
    loop {
        let chunk = answer.chunk().await.map_err(|error| FetchError::Lost {
            shown: shown.to_owned(),
            lost: Lost::BrokenOff {
                bytes,
                total,
                why: innermost(&error),
            },
            tries: 1,
        })?;
        let Some(chunk) = chunk else {
            break;
        };
        bytes += chunk.len() as u64;
        if bytes > most {
            return Err(too_large());
        }
        hash.update(&chunk);
        file.write_all(&chunk).map_err(|source| FetchError::Disk {
            folder: folder.to_owned(),
            source,
        })?;
        told(bytes, total);
    }
    if let Some(total) = total
        && total != bytes
    {
        return Err(FetchError::Lost {
            shown: shown.to_owned(),
            lost: Lost::BrokenOff {
                bytes,
                total: Some(total),
                why: "the server promised another length".to_owned(),
            },
            tries: 1,
        });
    }
    Ok(Body {
        bytes,
        sha256: hash.finalize().into(),
    })
}
