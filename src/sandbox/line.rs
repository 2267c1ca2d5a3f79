//! Connections that can be cut.
//!
//! A dropped connection is a trouble of its own: the client must not get one
//! byte of an answer. Each accepted connection carries a cord; when it is
//! cut, nothing more is read or written, and the server closes or resets the line. It may also
//! be told to let only the beginning of an answer through.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Sleep, sleep};

/// How a connection ends without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// As usual (FIN).
    Close,
    /// At once, and the client is told so (RST).
    Reset,
}

/// What a connection still does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mode {
    #[default]
    Open,
    /// So many bytes of the body go out, and then the connection is closed.
    Short(Beginning),
    /// So many bytes go out at once, with a pause between them.
    Slow(usize, Duration),
    Ended(Cut),
}

/// The beginning of an answer: its head, and so many bytes of its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Beginning {
    /// How many bytes of the head's end (`CR LF CR LF`) were seen.
    seen: usize,
    /// Bytes of the body that may still go out.
    left: usize,
}

impl Beginning {
    const END: [u8; 4] = *b"\r\n\r\n";

    /// How many of these bytes belong to the beginning.
    fn take(&mut self, bytes: &[u8]) -> usize {
        for (at, byte) in bytes.iter().enumerate() {
            if self.seen < Self::END.len() {
                self.seen = if *byte == Self::END[self.seen] {
                    self.seen + 1
                } else {
                    usize::from(*byte == Self::END[0])
                };
            } else if self.left == 0 {
                return at;
            } else {
                self.left -= 1;
            }
        }
        bytes.len()
    }
}

/// Ends one connection when cut.
#[derive(Clone, Debug, Default)]
pub(super) struct Cord(Arc<Mutex<Mode>>);

impl Cord {
    fn mode(&self) -> MutexGuard<'_, Mode> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the connection before anything else is written.
    pub(super) fn cut(&self, cut: Cut) {
        *self.mode() = Mode::Ended(cut);
    }

    /// Ends the connection after the head of the next answer and so many bytes of its body.
    pub(super) fn shorten(&self, bytes: usize) {
        *self.mode() = Mode::Short(Beginning {
            seen: 0,
            left: bytes,
        });
    }

    /// From now on, only so many bytes go out at once, with a pause between them.
    pub(super) fn slow_down(&self, bytes: usize, pause: Duration) {
        *self.mode() = Mode::Slow(bytes, pause);
    }
}

/// A listener whose connections have cords.
pub(super) struct Lines(pub(super) TcpListener);

impl Listener for Lines {
    type Io = Line;
    type Addr = Cord;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, _): (TcpStream, SocketAddr) = Listener::accept(&mut self.0).await;
        // Without this, a small answer may wait for the client's acknowledgement. A
        // socket that refuses the option still works.
        let _ = stream.set_nodelay(true);
        let cord = Cord::default();
        (
            Line {
                stream,
                cord: cord.clone(),
                rest: None,
            },
            cord,
        )
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(Cord::default())
    }
}

impl Connected<IncomingStream<'_, Lines>> for Cord {
    fn connect_info(stream: IncomingStream<'_, Lines>) -> Self {
        stream.remote_addr().clone()
    }
}

/// One connection.
pub(super) struct Line {
    stream: TcpStream,
    cord: Cord,
    /// The pause of a slow connection.
    rest: Option<Pin<Box<Sleep>>>,
}

impl Line {
    fn check(&self) -> io::Result<()> {
        match *self.cord.mode() {
            Mode::Open | Mode::Short(_) | Mode::Slow(..) => Ok(()),
            Mode::Ended(cut) => {
                if cut == Cut::Reset {
                    // Then dropping the stream resets the connection instead of closing it. Where that
                    // cannot be set, it is closed.
                    let _ = self.stream.set_zero_linger();
                }
                Err(io::ErrorKind::ConnectionReset.into())
            }
        }
    }

    /// Writes what belongs to the beginning, and ends the connection behind it.
    fn write_short(
        &mut self,
        cx: &mut Context<'_>,
        buf: &[u8],
        mut beginning: Beginning,
    ) -> Poll<io::Result<usize>> {
        let most = beginning.clone().take(buf);
        if most == 0 && !buf.is_empty() {
            *self.cord.mode() = Mode::Ended(Cut::Close);
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, &buf[..most]))?;
        beginning.take(&buf[..written]);
        *self.cord.mode() = Mode::Short(beginning);
        Poll::Ready(Ok(written))
    }

    /// Writes a few bytes, after the pause behind those before them.
    fn write_slowly(
        &mut self,
        cx: &mut Context<'_>,
        buf: &[u8],
        bytes: usize,
        pause: Duration,
    ) -> Poll<io::Result<usize>> {
        if let Some(rest) = &mut self.rest {
            ready!(rest.as_mut().poll(cx));
            self.rest = None;
        }
        let most = buf.len().min(bytes);
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, &buf[..most]))?;
        self.rest = Some(Box::pin(sleep(pause)));
        Poll::Ready(Ok(written))
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check()?;
        let mode = *self.cord.mode();
        match mode {
            Mode::Short(beginning) => self.write_short(cx, buf, beginning),
            Mode::Slow(bytes, pause) => self.write_slowly(cx, buf, bytes, pause),
            Mode::Open | Mode::Ended(_) => Pin::new(&mut self.stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if matches!(*self.cord.mode(), Mode::Ended(Cut::Reset)) {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_is_the_head_and_some_bytes_however_they_are_cut_up() {
        let answer = b"HTTP/1.1 200 OK\r\nx: \r\r\n\r\n{\"a\":1}";
        let head = answer.len() - 7;
        for size in 1..answer.len() {
            let mut beginning = Beginning { seen: 0, left: 3 };
            let mut out = 0;
            for part in answer.chunks(size) {
                let taken = beginning.take(part);
                out += taken;
                if taken < part.len() {
                    break;
                }
            }
            assert_eq!(out, head + 3, "in parts of {size}");
        }
    }
}
