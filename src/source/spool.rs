//! Standard input, kept on disk: it must be read more than once.

use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use super::bytes::temporary;
use super::error::SourceError;
use super::unpack::Watch;

/// How often somebody is asked whether to stop while nothing comes.
const ASK: Duration = Duration::from_millis(50);
/// Bytes of one piece.
const CHUNK: usize = 256 * 1024;
/// Pieces that are read ahead.
const AHEAD: usize = 4;

/// Keeps an input in a temporary file of `folder`. The file goes when the
/// returned path is dropped.
///
/// A pipe may be silent for long, and reading it cannot be given up. So a
/// thread of its own reads; where the watch says stop, it is left to itself.
///
/// # Errors
///
/// [`SourceError::Io`] when the input cannot be read, [`SourceError::Spool`]
/// when the folder cannot take it and [`SourceError::Stopped`].
pub fn spool(
    input: impl Read + Send + 'static,
    folder: &Path,
    watch: Watch<'_>,
) -> Result<tempfile::TempPath, SourceError> {
    let refused = |source| SourceError::spool(folder, source);
    let mut file = temporary(folder).map_err(refused)?;
    let chunks = read_aside(input).map_err(|error| SourceError::io("-", error))?;
    let mut written = 0;
    loop {
        if (watch.stopped)() {
            return Err(SourceError::Stopped);
        }
        match chunks.recv_timeout(ASK) {
            Ok(Ok(chunk)) if chunk.is_empty() => return Ok(file.into_temp_path()),
            Ok(Ok(chunk)) => {
                file.write_all(&chunk).map_err(refused)?;
                written += chunk.len() as u64;
                (watch.told)(written);
            }
            Ok(Err(error)) => return Err(SourceError::io("-", error)),
            Err(RecvTimeoutError::Timeout) => {}
            // Without the word that all was read, it may have been a part.
            Err(RecvTimeoutError::Disconnected) => {
                let gone = io::Error::other("the input broke off");
                return Err(SourceError::io("-", gone));
            }
        }
    }
}

/// Reads in a thread. An empty piece is the end of the input.
fn read_aside(mut input: impl Read + Send + 'static) -> io::Result<Receiver<io::Result<Vec<u8>>>> {
    let (give, take) = sync_channel(AHEAD);
    thread::Builder::new()
        .name("input".to_owned())
        .spawn(move || {
            loop {
                let mut chunk = vec![0; CHUNK];
                let go_on = match input.read(&mut chunk) {
                    Ok(taken) => {
                        chunk.truncate(taken);
                        give.send(Ok(chunk)).is_ok() && taken > 0
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => true,
                    Err(error) => {
                        // Whoever left does not want to know.
                        let _gone = give.send(Err(error));
                        false
                    }
                };
                if !go_on {
                    return;
                }
            }
        })?;
    Ok(take)
}
