//! A shop's web server, which answers as it is told and remembers who asked.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What a client asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Path and query.
    pub(crate) path: String,
    head: String,
}

impl Asked {
    /// A header, by its name in small letters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// What the server says, byte by byte.
pub(crate) struct Answer {
    bytes: Vec<u8>,
    /// The connection stays open when all is said.
    hold: bool,
}

impl Answer {
    /// A status with these headers, and a body of its own length.
    pub(crate) fn new(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Self {
        let length = body.len().to_string();
        let mut all = headers.to_vec();
        all.push(("Content-Length", &length));
        Self::raw(status, &all, body)
    }

    /// The same without a length.
    pub(crate) fn raw(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Self {
        let mut bytes = format!("HTTP/1.1 {status} x\r\nConnection: close\r\n").into_bytes();
        for (name, value) in headers {
            bytes.extend(format!("{name}: {value}\r\n").bytes());
        }
        bytes.extend(b"\r\n");
        bytes.extend(body);
        Self { bytes, hold: false }
    }

    pub(crate) fn ok(body: &[u8]) -> Self {
        Self::new(200, &[], body)
    }

    pub(crate) fn redirect(location: &str) -> Self {
        Self::new(302, &[("Location", location)], b"")
    }

    /// Nothing more comes, and the connection stays.
    pub(crate) fn and_hangs(mut self) -> Self {
        self.hold = true;
        self
    }
}

type Manner = Box<dyn FnMut(&Asked) -> Answer + Send>;

/// A server on loopback.
pub(crate) struct Shop {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    manner: Arc<Mutex<Manner>>,
}

impl Shop {
    pub(crate) fn new(manner: impl FnMut(&Asked) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let shop = Self {
            address: listener.local_addr().unwrap(),
            asked: Arc::default(),
            manner: Arc::new(Mutex::new(Box::new(manner))),
        };
        let (asked, manner) = (shop.asked.clone(), shop.manner.clone());
        thread::spawn(move || {
            let mut held = Vec::new();
            for stream in listener.incoming() {
                held.extend(serve(stream.unwrap(), &asked, &manner));
            }
        });
        shop
    }

    /// From now on it answers like this.
    pub(crate) fn now(&self, manner: impl FnMut(&Asked) -> Answer + Send + 'static) {
        *self.manner.lock().unwrap() = Box::new(manner);
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// What was asked since this was asked last.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

/// Answers one question. A connection that is to hang is given back.
fn serve(
    mut stream: TcpStream,
    asked: &Mutex<Vec<Asked>>,
    manner: &Mutex<Manner>,
) -> Option<TcpStream> {
    let mut head = Vec::new();
    let mut chunk = [0; 4096];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return None,
            Ok(taken) => head.extend(&chunk[..taken]),
        }
    }
    let head = String::from_utf8(head).unwrap();
    let path = head.split_whitespace().nth(1).unwrap().to_owned();
    let question = Asked { path, head };
    let answer = (manner.lock().unwrap())(&question);
    asked.lock().unwrap().push(question);
    // A client may have heard enough before the end.
    let _closed = stream.write_all(&answer.bytes);
    answer.hold.then_some(stream)
}
