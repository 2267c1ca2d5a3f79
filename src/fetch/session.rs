//! The downloads of one run.

use std::cell::RefCell;
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use reqwest::header::RETRY_AFTER;
use secrecy::ExposeSecret as _;
use tempfile::NamedTempFile;
use tokio::runtime::Runtime;
use tokio::time::{sleep, timeout};
use url::Url;

use super::body::{self, Target};
use super::copies::{Copies, Copy, CopyKey};
use super::error::FetchError;
use super::hops::{Question, Web, host, is_this_computer};
use super::validators::{self, Validators};
use crate::config::{self, Login, Private};
use crate::report::{Event, Reporter};

/// How often somebody is asked whether to stop.
const ASK: Duration = Duration::from_millis(50);
/// The first wait before another try; each further one is four times as long.
const WAIT: Duration = Duration::from_millis(500);
/// No server makes a run wait longer before another try.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// How exports are fetched.
#[derive(Debug)]
pub struct Fetcher {
    settings: config::Http,
    login: Option<Login>,
    copies: Option<Copies>,
}

/// A fetched file, and how long it stays.
#[derive(Debug)]
pub struct Fetched {
    path: PathBuf,
    changed: Option<SystemTime>,
    _stays: Stays,
}

#[derive(Debug)]
#[expect(dead_code, reason = "held for what their end does")]
enum Stays {
    /// Until this is dropped.
    Temporary(tempfile::TempPath),
    /// For the next run, too; held so that nobody removes it.
    Kept(Box<Copy>),
}

impl Fetched {
    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// When the server says that it was changed; `None` where it says nothing.
    pub fn changed(&self) -> Option<SystemTime> {
        self.changed
    }

    fn kept(copy: Copy) -> Self {
        Self {
            path: copy.path.clone(),
            changed: copy.validators.changed(),
            _stays: Stays::Kept(Box::new(copy)),
        }
    }
}

impl Fetcher {
    /// With these settings. `login` goes to the host of the sources; `copies`
    /// is the folder that keeps downloads for the next run.
    pub fn new(settings: config::Http, login: Option<Login>, copies: Option<PathBuf>) -> Self {
        Self {
            settings,
            login,
            copies: copies.map(Copies::new),
        }
    }

    /// Begins the downloads of a run, for sources at these addresses. Nothing
    /// goes over the network yet.
    ///
    /// # Errors
    ///
    /// When it is not clear which host the login is for.
    pub fn begin<'a>(
        &'a self,
        urls: &[Url],
        reporter: &'a dyn Reporter,
        stopped: &'a dyn Fn() -> bool,
    ) -> Result<Session<'a>, FetchError> {
        let machine = (!urls.is_empty()).then(|| Machine::new(&self.settings));
        let login_host = match (&self.login, &self.settings.login_host) {
            (None, _) => None,
            (Some(_), Some(named)) => Some(named.clone()),
            (Some(_), None) => only_host(urls)?,
        };
        Ok(Session {
            fetcher: self,
            machine: machine.transpose()?,
            login_host,
            reporter,
            stopped,
            keys: RefCell::default(),
        })
    }
}

/// The host of all sources. There may be none, but not two.
fn only_host(urls: &[Url]) -> Result<Option<String>, FetchError> {
    let mut hosts: Vec<String> = urls.iter().map(host).collect();
    hosts.sort_unstable();
    hosts.dedup();
    match hosts.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(only.clone())),
        several => Err(FetchError::LoginForWhom {
            hosts: several.join(", "),
        }),
    }
}

/// What a run needs that fetches at all.
struct Machine {
    runtime: Runtime,
    web: Web,
}

impl Machine {
    fn new(settings: &config::Http) -> Result<Self, FetchError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| FetchError::Setup(error.to_string()))?;
        Ok(Self {
            runtime,
            web: Web::new(settings.private == Private::Allow)?,
        })
    }
}

/// The downloads of one run.
pub struct Session<'a> {
    fetcher: &'a Fetcher,
    machine: Option<Machine>,
    login_host: Option<String>,
    reporter: &'a dyn Reporter,
    stopped: &'a dyn Fn() -> bool,
    /// The addresses that were fetched, for what is kept.
    keys: RefCell<HashSet<CopyKey>>,
}

/// One try that did not bring the file, and how long the server wants to be left alone.
struct Setback {
    error: FetchError,
    wait: Option<Duration>,
}

impl From<FetchError> for Setback {
    fn from(error: FetchError) -> Self {
        Self { error, wait: None }
    }
}

impl Session<'_> {
    /// Fetches a file, or finds that the kept one is still right. `shown` is how
    /// messages name the address.
    ///
    /// # Errors
    ///
    /// When the file cannot be had: [`FetchError::is_temporary`] tells whether
    /// another run may fare better.
    pub fn fetch(&self, url: &Url, shown: &str) -> Result<Fetched, FetchError> {
        let Some(machine) = &self.machine else {
            return Err(FetchError::Setup("no address was announced".to_owned()));
        };
        let login = self.login_for(url, shown)?;
        let question = Question {
            url,
            shown,
            login,
            known: None,
        };
        let limit = self.fetcher.settings.timeout;
        let stop = async {
            while !(self.stopped)() {
                sleep(ASK).await;
            }
        };
        machine.runtime.block_on(async {
            tokio::select! {
                done = timeout(limit, self.with_retries(&machine.web, question)) => {
                    done.unwrap_or_else(|_| Err(FetchError::Slow {
                        shown: shown.to_owned(),
                        timeout: limit,
                    }))
                }
                () = stop => Err(FetchError::Stopped),
            }
        })
    }

    /// Removes what is kept of addresses that this run did not fetch.
    ///
    /// # Errors
    ///
    /// When the folder is there and cannot be tidied up.
    pub fn finish(self) -> Result<(), FetchError> {
        match &self.fetcher.copies {
            Some(copies) => copies
                .prune(&self.keys.borrow())
                .map_err(|source| disk(copies.folder(), source)),
            None => Ok(()),
        }
    }

    /// The login, if it is for this host, and if nobody can listen.
    fn login_for(&self, url: &Url, shown: &str) -> Result<Option<&Login>, FetchError> {
        if self.login_host.as_deref() != Some(&host(url)) {
            return Ok(None);
        }
        if url.scheme() != "https" && !is_this_computer(url) {
            return Err(FetchError::LoginInClear {
                shown: shown.to_owned(),
            });
        }
        Ok(self.fetcher.login.as_ref())
    }

    async fn with_retries(&self, web: &Web, question: Question<'_>) -> Result<Fetched, FetchError> {
        let retries = self.fetcher.settings.retries;
        let mut wait = WAIT;
        let mut tries = 1;
        loop {
            let setback = match self.once(web, question).await {
                Ok(fetched) => return Ok(fetched),
                Err(setback) => setback,
            };
            let again = setback.error.is_temporary()
                && !matches!(setback.error, FetchError::Disk { .. })
                && tries <= retries;
            if !again {
                return Err(match setback.error {
                    FetchError::Lost { shown, lost, .. } => FetchError::Lost { shown, lost, tries },
                    other => other,
                });
            }
            let pause = setback.wait.unwrap_or(wait).clamp(WAIT, LONGEST_WAIT);
            self.reporter.tell(Event::Retrying {
                what: "fetching",
                reason: setback.error.fact(),
                wait: pause,
            });
            sleep(pause).await;
            wait *= 4;
            tries += 1;
        }
    }

    /// One try. A kept copy that proves to be damaged costs a second question.
    async fn once(&self, web: &Web, question: Question<'_>) -> Result<Fetched, Setback> {
        let key = key(question);
        self.keys.borrow_mut().insert(key.clone());
        if let Some(mut copy) = self.fetcher.copies.as_ref().and_then(|all| all.find(&key)) {
            let known = copy.validators.clone();
            let asked = Question {
                known: Some(&known),
                ..question
            };
            let answer = web.ask(asked).await?;
            if answer.status().as_u16() != 304 {
                drop(copy);
                return self.take(answer, question, &key).await;
            }
            match copy.is_whole(self.stopped) {
                Ok(true) => return Ok(Fetched::kept(copy)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                    return Err(FetchError::Stopped.into());
                }
                // Whatever is wrong with it, the server has a good one.
                Ok(false) | Err(_) => {}
            }
        }
        let answer = web.ask(question).await?;
        self.take(answer, question, &key).await
    }

    /// Takes the file that an answer brings.
    async fn take(
        &self,
        answer: reqwest::Response,
        question: Question<'_>,
        key: &CopyKey,
    ) -> Result<Fetched, Setback> {
        let wait = retry_after(&answer);
        body::accept(&answer, question.shown, question.login.is_some())
            .map_err(|error| Setback { error, wait })?;
        let validators = Validators::of(answer.headers());
        let changed = validators::changed(answer.headers());
        let (mut file, folder, keeps) = self.room(validators.is_some())?;
        let told = |bytes, total| {
            self.reporter.tell(Event::Fetching {
                source: question.shown.to_owned(),
                bytes,
                total,
            });
        };
        let target = Target {
            shown: question.shown,
            file: &mut file,
            folder: &folder.display().to_string(),
            most: self.fetcher.settings.max_bytes,
            told: &told,
        };
        let body = body::write(answer, target).await?;
        let full = |source| disk(&folder, source);
        if let (Some(copies), Some(validators)) = (keeps, validators) {
            let copy = copies.keep(key, file, validators, body.bytes, &body.sha256);
            return Ok(Fetched::kept(copy.map_err(full)?));
        }
        // What is kept belongs to a validator that the server no longer gives.
        if let Some(copies) = &self.fetcher.copies {
            copies.forget(key).map_err(full)?;
        }
        let path = file.into_temp_path();
        Ok(Fetched {
            path: path.to_path_buf(),
            changed,
            _stays: Stays::Temporary(path),
        })
    }

    /// An empty file: among the copies if it is to be kept, else where temporary
    /// files are.
    fn room(&self, keep: bool) -> Result<(NamedTempFile, PathBuf, Option<&Copies>), FetchError> {
        if let Some(copies) = self.fetcher.copies.as_ref().filter(|_| keep) {
            let part = copies.part();
            let part = part.map_err(|source| disk(copies.folder(), source))?;
            if let Some(part) = part {
                return Ok((part, copies.folder().to_owned(), Some(copies)));
            }
        }
        let folder = std::env::temp_dir();
        let file = tempfile::Builder::new()
            .prefix("shelfsync-")
            .tempfile_in(&folder)
            .map_err(|source| disk(&folder, source))?;
        Ok((file, folder, None))
    }
}

/// Which copy answers a question. Another user may be shown another file.
fn key(question: Question<'_>) -> CopyKey {
    let user = question.login.map(|login| login.user.expose_secret());
    CopyKey::of(question.url.as_str(), user)
}

fn disk(folder: &Path, source: io::Error) -> FetchError {
    FetchError::Disk {
        folder: folder.display().to_string(),
        source,
    }
}

/// How long a server wants to be left alone, in seconds; dates are rare and
/// would need a clock that is right.
fn retry_after(answer: &reqwest::Response) -> Option<Duration> {
    let value = answer.headers().get(RETRY_AFTER)?.to_str().ok()?;
    value.trim().parse().ok().map(Duration::from_secs)
}
