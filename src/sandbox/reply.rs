//! What happens around every call: scripted trouble, headers, latency and the journal.

use std::time::Duration;

use serde_json::Value;

use super::answer::{Ask, Refusal, Reply};
use super::api::process;
use super::code;
use super::hand;
use super::journal::Call;
use super::line::Cut;
use super::script::{Arrival, Hand};
use super::trouble::{Fate, Trouble};
use super::usage::{UsageForm, announced};
use super::version;
use super::world::{Notes, World};

/// What goes back to the caller, and after how much time.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) outcome: Outcome,
    pub(super) wait: Duration,
}

/// What goes back to the caller.
#[derive(Debug)]
pub(super) enum Outcome {
    Reply(Reply),
    /// The connection ends within the body, after so many bytes or after half of it.
    Short(Reply, Option<usize>),
    /// So many bytes come at once, with a pause between them.
    Slow(Reply, usize, Duration),
    /// The connection ends without an answer.
    Cut(Cut),
    /// No answer comes, and the connection stays.
    Hang,
}

impl Outcome {
    /// What becomes of an answer.
    fn of(reply: Reply, fate: Fate) -> Self {
        match fate {
            Fate::Given => Self::Reply(reply),
            Fate::Drop => Self::Cut(Cut::Close),
            Fate::Reset => Self::Cut(Cut::Reset),
            Fate::Hang => Self::Hang,
            Fate::Truncate => Self::Short(reply, None),
        }
    }

    fn reply(&self) -> Option<&Reply> {
        match self {
            Self::Reply(reply) | Self::Short(reply, _) | Self::Slow(reply, ..) => Some(reply),
            Self::Cut(_) | Self::Hang => None,
        }
    }

    fn reply_mut(&mut self) -> Option<&mut Reply> {
        match self {
            Self::Reply(reply) | Self::Short(reply, _) | Self::Slow(reply, ..) => Some(reply),
            Self::Cut(_) | Self::Hang => None,
        }
    }
}

/// Answers a call and writes it into the journal.
pub(super) fn answer(world: &mut World, mut ask: Ask, path: String) -> Answer {
    let mut notes = Notes::default();
    let (method, bytes) = (ask.method, ask.bytes);
    let version = ask.version.clone();
    let catalog = ask.segments.first().cloned().unwrap_or_default();
    let mut wait = world.latency(ask.edge());
    // What happened outside of calls belongs to none of them.
    world.script.happened();
    let Arrival {
        trouble,
        mut usage,
        hands,
    } = world.script.arrival(&ask);
    let mut outcome = match by_hand(world, &catalog, hands) {
        Err(refusal) => Outcome::Reply(refusal.reply("A0")),
        Ok(()) => meet(world, &mut ask, &mut notes, trouble.as_ref(), &mut wait),
    };
    if let Some(Trouble::Error(form)) = &trouble {
        usage = usage.or_else(|| form.minutes.map(UsageForm::blocked));
    }
    let troubles = world.script.happened();
    if let Some(reply) = outcome.reply_mut() {
        if trouble.is_some() {
            notes.code = reply.code();
        }
        dress(world, &notes, version.as_deref(), reply, usage.as_ref());
        if !troubles.is_empty() {
            announce(world, &catalog, reply);
        }
    }
    world.journal.add(Call {
        at: world.clock.now(),
        method: method.to_string(),
        path,
        bytes,
        records: notes.records,
        status: outcome.reply().map_or(0, |reply| reply.status),
        code: notes.code,
        troubles,
        violations: notes.violations,
    });
    Answer { outcome, wait }
}

/// Does what somebody else does before the call.
fn by_hand(world: &mut World, catalog: &str, hands: Vec<Hand>) -> Result<(), Refusal> {
    if hands.is_empty() {
        return Ok(());
    }
    world.settle_due()?;
    for one in hands {
        let catalog = one.catalog.as_deref().unwrap_or(catalog);
        if let Some(fields) = one.fields {
            hand::write(world, catalog, &one.id, fields).map_err(Refusal::broken)?;
        } else {
            // One that is not there is gone, which is what was wanted.
            world.store.delete_item(catalog, &one.id)?;
        }
    }
    Ok(())
}

/// What a call comes to with this trouble.
fn meet(
    world: &mut World,
    ask: &mut Ask,
    notes: &mut Notes,
    trouble: Option<&Trouble>,
    wait: &mut Duration,
) -> Outcome {
    let mut own = |processed: bool| {
        if processed {
            process(world, ask, notes)
        } else {
            // Nobody gets to see it.
            Reply::json(200, &Value::Null)
        }
    };
    match trouble {
        Some(Trouble::Answer {
            status,
            headers,
            body,
        }) => Outcome::Reply(Reply::scripted(*status, headers, body)),
        Some(Trouble::AnswerAfter {
            status,
            headers,
            body,
        }) => {
            own(true);
            Outcome::Reply(Reply::scripted(*status, headers, body))
        }
        Some(Trouble::Error(form)) => {
            own(form.processed);
            let trace = world.trace();
            Outcome::Reply(code::reply(form, &trace))
        }
        Some(Trouble::DropBefore) => Outcome::Cut(Cut::Close),
        Some(Trouble::DropAfter) => Outcome::of(own(true), Fate::Drop),
        Some(Trouble::Reset { processed }) => Outcome::of(own(*processed), Fate::Reset),
        Some(Trouble::Hang { processed }) => Outcome::of(own(*processed), Fate::Hang),
        Some(Trouble::Truncate { bytes }) => Outcome::Short(own(true), *bytes),
        Some(Trouble::Slow {
            first_ms,
            bytes,
            pause_ms,
        }) => {
            *wait = wait.saturating_add(Duration::from_millis(*first_ms));
            let mut reply = own(true);
            // The next answer comes over another line, which is not slow.
            reply.set("connection", "close".to_owned());
            Outcome::Slow(reply, (*bytes).max(1), Duration::from_millis(*pause_ms))
        }
        // None of these happens to a call as such.
        Some(
            Trouble::Usage(_)
            | Trouble::Late { .. }
            | Trouble::Reduce { .. }
            | Trouble::DelayVerdict { .. }
            | Trouble::LoseHandle
            | Trouble::Forget { .. }
            | Trouble::NeverEnds { .. }
            | Trouble::Status { .. }
            | Trouble::NoElement { .. }
            | Trouble::EndWith { .. }
            | Trouble::Vague { .. }
            | Trouble::Validation { .. }
            | Trouble::RefuseItem { .. }
            | Trouble::Refuse { .. }
            | Trouble::WriteItem { .. }
            | Trouble::DeleteItem { .. },
        )
        | None => {
            let reply = own(true);
            Outcome::of(reply, notes.fate)
        }
    }
}

/// Adds the headers that every answer has, unless a script set them.
fn dress(
    world: &mut World,
    notes: &Notes,
    version: Option<&str>,
    reply: &mut Reply,
    usage: Option<&UsageForm>,
) {
    let truth = world.usage(notes.bucket.as_ref());
    let usage = match usage {
        Some(form) => form.apply(&truth),
        None => Some(truth.to_string()),
    };
    let served = version::served(version);
    let headers = [
        (USAGE, usage),
        ("facebook-api-version", Some(served.version)),
        ("x-ad-api-version-warning", served.warning),
        // The server's clock is the one that the client must not differ from.
        ("date", world.clock.http_date()),
    ];
    for (name, value) in headers {
        let Some(value) = value else { continue };
        if reply.header(name).is_none() {
            reply.headers.push((name.to_owned(), value));
        }
    }
}

const USAGE: &str = "x-business-use-case-usage";

/// Remembers the block that a scripted answer announces, by its usage header or by `Retry-After`.
fn announce(world: &mut World, catalog: &str, reply: &Reply) {
    let minutes = reply.header(USAGE).map_or(0, announced);
    let seconds = reply
        .header("retry-after")
        .and_then(|text| text.parse().ok());
    let seconds = minutes.saturating_mul(60).max(seconds.unwrap_or(0));
    if seconds > 0 {
        world.announce(catalog, Duration::from_secs(seconds));
    }
}
