//! One question to a server, and where its redirects lead.

use std::error::Error;
use std::net::IpAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, HeaderValue, LOCATION};
use reqwest::{Client, ClientBuilder, Response, redirect};
use secrecy::ExposeSecret as _;
use secrecy::zeroize::Zeroizing;
use url::{Host, Url};

use super::error::{FetchError, HopFault, Lost};
use super::reach::{Forbidden, Guard};
use super::validators::Validators;
use crate::config::Login;

/// Redirects that are followed.
const HOPS: usize = 5;
const CONNECT: Duration = Duration::from_secs(15);
/// A server that says nothing for so long says nothing any more.
const SILENCE: Duration = Duration::from_secs(60);

/// Clients that follow nothing by themselves.
pub(super) struct Web {
    /// Connects to the servers, under the guard.
    direct: Client,
    /// Connects to the system's proxy, which connects to the servers.
    proxied: Client,
    proxies: Matcher,
    guard: Guard,
}

/// What is asked for.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) url: &'a Url,
    /// The address in messages.
    pub(super) shown: &'a str,
    /// For the host of `url` and no other.
    pub(super) login: Option<&'a Login>,
    /// The state of the file that is known already.
    pub(super) known: Option<&'a Validators>,
}

impl Web {
    pub(super) fn new(inside: bool) -> Result<Self, FetchError> {
        let guard = Guard { inside };
        let build = |builder: ClientBuilder| {
            builder
                .user_agent(concat!("shelfsync/", env!("CARGO_PKG_VERSION")))
                .redirect(redirect::Policy::none())
                .referer(false)
                .connect_timeout(CONNECT)
                .read_timeout(SILENCE)
                .build()
                .map_err(|error| FetchError::Setup(innermost(&error)))
        };
        Ok(Self {
            direct: build(Client::builder().no_proxy().dns_resolver(guard))?,
            proxied: build(Client::builder())?,
            proxies: Matcher::from_system(),
            guard,
        })
    }

    /// The answer at the end of all redirects, whatever its status. Each hop is
    /// judged as if it were the first.
    pub(super) async fn ask(&self, question: Question<'_>) -> Result<Response, FetchError> {
        let mut url = question.url.clone();
        for _ in 0..=HOPS {
            let answer = self.hop(&url, question).await?;
            if !matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
                return Ok(answer);
            }
            url = next(&url, &answer).map_err(|fault| FetchError::Hop {
                shown: question.shown.to_owned(),
                fault,
            })?;
        }
        Err(FetchError::Hop {
            shown: question.shown.to_owned(),
            fault: HopFault::TooMany(HOPS),
        })
    }

    async fn hop(&self, url: &Url, question: Question<'_>) -> Result<Response, FetchError> {
        // An address that is written as a number never comes before the resolver.
        if let Some(address) = literal(url) {
            let judged = self.guard.judge(address);
            judged.map_err(|why| forbidden(question.shown, &why))?;
        }
        let mut request = self
            .client(url)
            .get(url.clone())
            // The bytes as they are: a checksum of the server's stays true, and what is
            // unpacked is unpacked under our limits.
            .header(ACCEPT_ENCODING, "identity");
        if let Some(login) = question.login
            && url.origin() == question.url.origin()
        {
            request = request.header(AUTHORIZATION, basic(login)?);
        }
        for (name, value) in question.known.iter().flat_map(|known| known.conditions()) {
            request = request.header(name, value);
        }
        request
            .send()
            .await
            .map_err(|error| unanswered(&error, url, question.shown))
    }

    /// Where the user's proxy stands between, it decides what can be reached.
    fn client(&self, url: &Url) -> &Client {
        let proxied = url
            .as_str()
            .parse()
            .is_ok_and(|uri| !is_this_computer(url) && self.proxies.intercept(&uri).is_some());
        if proxied { &self.proxied } else { &self.direct }
    }
}

/// Whether a connection to this address stays on this computer.
pub(super) fn is_this_computer(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(_) => literal(url).is_some_and(|address| address.is_loopback()),
        None => false,
    }
}

/// The host with its port, as it stands in the address.
pub(super) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

fn literal(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Domain(_) => None,
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
    }
}

/// Where a redirect leads, if it may be followed.
fn next(url: &Url, answer: &Response) -> Result<Url, HopFault> {
    let location = answer.headers().get(LOCATION);
    let location = location.and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
    let next = location.and_then(|text| url.join(text).ok());
    let next = next.ok_or(HopFault::Nowhere)?;
    match (url.scheme(), next.scheme()) {
        (_, "https") | ("http", "http") => {}
        (_, "http") => return Err(HopFault::Downgrade(host(&next))),
        (_, scheme) => return Err(HopFault::Scheme(scheme.to_owned())),
    }
    // The client would turn them into a login.
    if !next.username().is_empty() || next.password().is_some() {
        return Err(HopFault::Login);
    }
    Ok(next)
}

/// The header of a login (RFC 7617), which no log shows.
fn basic(login: &Login) -> Result<HeaderValue, FetchError> {
    let (user, password) = (login.user.expose_secret(), login.password.expose_secret());
    let pair = Zeroizing::new(format!("{user}:{password}"));
    let encoded = Zeroizing::new(format!("Basic {}", BASE64_STANDARD.encode(pair.as_bytes())));
    let mut header = HeaderValue::from_str(&encoded)
        .map_err(|_| FetchError::Setup("user and password make no header".to_owned()))?;
    header.set_sensitive(true);
    Ok(header)
}

fn forbidden(shown: &str, why: &Forbidden) -> FetchError {
    FetchError::Forbidden {
        shown: shown.to_owned(),
        why: why.to_string(),
        curable: why.curable,
    }
}

/// A call without an answer.
fn unanswered(error: &reqwest::Error, url: &Url, shown: &str) -> FetchError {
    if let Some(why) = chain(error).find_map(|cause| cause.downcast_ref::<Forbidden>()) {
        return forbidden(shown, why);
    }
    let why = innermost(error);
    let lost = if error.is_connect() || error.is_builder() {
        let host = host(url);
        Lost::Unreached { host, why }
    } else {
        Lost::BrokenOff {
            bytes: 0,
            total: None,
            why,
        }
    };
    FetchError::Lost {
        shown: shown.to_owned(),
        lost,
        tries: 1,
    }
}

/// The cause at the bottom says most, and never the address.
pub(super) fn innermost(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "timed out".to_owned();
    }
    let deepest = chain(error).skip(1).last();
    deepest.map_or_else(|| "the connection failed".to_owned(), ToString::to_string)
}

fn chain<'e>(error: &'e reqwest::Error) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    let first: &(dyn Error + 'static) = error;
    std::iter::successors(Some(first), |error| Error::source(*error))
}
