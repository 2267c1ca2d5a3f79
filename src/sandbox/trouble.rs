//! What can go wrong, as data. When and how often stands in `fault`, what it does in `script`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::usage::UsageForm;
use super::verdict::Ending;

/// What can go wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Trouble {
    /// The call is not processed and gets this answer. A body that is text goes out as
    /// it is (for outage pages, or empty), everything else as JSON.
    Answer {
        /// HTTP status.
        status: u16,
        /// Headers besides the usage header, which may be replaced here.
        #[serde(default)]
        headers: BTreeMap<String, String>,
        /// The body.
        #[serde(default = "nothing")]
        body: Value,
    },
    /// The call is processed, and then gets this answer instead of its own.
    AnswerAfter {
        /// HTTP status.
        status: u16,
        /// Headers besides the usage header, which may be replaced here.
        #[serde(default)]
        headers: BTreeMap<String, String>,
        /// The body.
        #[serde(default = "nothing")]
        body: Value,
    },
    /// The call is answered with an error in Meta's envelope (`graph-api.md` 8.1).
    Error(ErrorForm),
    /// The connection ends before the call is processed.
    DropBefore,
    /// The call is processed, then the connection ends without an answer.
    DropAfter,
    /// The connection is reset (RST, where `drop_…` closes it).
    Reset {
        /// Whether the call is processed before.
        #[serde(default)]
        processed: bool,
    },
    /// The answer never comes, and the connection stays open until the client ends it.
    Hang {
        /// Whether the call is processed all the same.
        #[serde(default)]
        processed: bool,
    },
    /// The call is processed, and its answer ends too early: fewer bytes come than `Content-Length` says.
    Truncate {
        /// How many bytes of the body come; half of them when absent.
        #[serde(default)]
        bytes: Option<usize>,
    },
    /// The call is processed, and its answer comes slowly, in real time.
    Slow {
        /// Milliseconds before the first byte.
        #[serde(default)]
        first_ms: u64,
        /// How many bytes come at once.
        #[serde(default = "one_byte")]
        bytes: usize,
        /// Milliseconds between them.
        #[serde(default)]
        pause_ms: u64,
    },
    /// The usage header of the call's own answer says something else.
    Usage(UsageForm),
    /// The next accepted batch is applied late, over whatever was written meanwhile. It waits for the
    /// first of both conditions; with none it is never applied.
    Late {
        /// It waits until so many later batches of the catalog were applied.
        #[serde(default)]
        writes: Option<u32>,
        /// It waits so long, in seconds of the sandbox's clock.
        #[serde(default)]
        seconds: Option<u64>,
        /// What becomes of the call's own answer.
        #[serde(default)]
        answer: Fate,
    },
    /// Calls above a size are refused: "Please reduce the amount of data". Smaller calls are not hit and
    /// not counted.
    Reduce {
        /// The most records of a batch.
        #[serde(default)]
        records: Option<usize>,
        /// The most bytes of a batch write's body.
        #[serde(default)]
        bytes: Option<usize>,
        /// The most items that a page may be asked for.
        #[serde(default)]
        items: Option<usize>,
    },
    /// The next accepted batch takes this many more polls.
    DelayVerdict {
        /// Polls with an open status, besides those of the pace.
        polls: u32,
    },
    /// The next accepted batch gets a handle that is unknown when asked for; the items are applied.
    LoseHandle,
    /// The handle of the next accepted batch is forgotten: after some polls it is unknown when asked for.
    Forget {
        /// Polls that are still answered, with an open status.
        #[serde(default)]
        polls: u32,
        /// Whether the records are applied.
        #[serde(default = "yes")]
        applied: bool,
    },
    /// The next accepted batch never ends: each poll says `started`.
    NeverEnds {
        /// Whether the records are applied.
        #[serde(default = "yes")]
        applied: bool,
    },
    /// Polls of the next accepted batch say this word before the usual ones.
    Status {
        /// The word, as `in_progress`.
        status: String,
        /// How many polls say it; each one when absent.
        #[serde(default)]
        polls: Option<u32>,
        /// Whether the records are applied.
        #[serde(default = "yes")]
        applied: bool,
    },
    /// Polls of the next accepted batch get a collection without its one element.
    NoElement {
        /// How many polls do; each one when absent.
        #[serde(default)]
        polls: Option<u32>,
    },
    /// The next batch ends with this status; with `error` and `canceled`, only the first half of its
    /// records is applied.
    EndWith {
        /// The final status.
        status: Ending,
    },
    /// The verdict of the next accepted batch tells less than it knows.
    Vague {
        /// How many errors it shows at most, and how many warnings.
        #[serde(default)]
        errors: Option<usize>,
        /// How many of `ids_of_invalid_requests` it shows at most.
        #[serde(default)]
        ids: Option<usize>,
        /// Whether it says how many errors and warnings there are.
        #[serde(default = "yes")]
        totals: bool,
    },
    /// The next batch is answered with these remarks in `validation_status`.
    Validation {
        /// What is said about which item.
        errors: Vec<Remark>,
        /// Whether a handle is given all the same; the named items are then refused.
        #[serde(default)]
        handle: bool,
    },
    /// The item is refused when it is judged.
    RefuseItem {
        /// The item's id.
        id: String,
        /// The reason, in the words that the client shall see.
        message: String,
    },
    /// Items are refused when they are judged.
    Refuse {
        /// Their ids, where `*` stands for any text; every item when empty.
        #[serde(default)]
        ids: Vec<String>,
        /// The reason, in the words that the client shall see.
        message: String,
    },
    /// Just before the call, somebody else writes an item.
    WriteItem {
        /// The catalog; that of the call when absent.
        #[serde(default)]
        catalog: Option<String>,
        /// The item's id.
        id: String,
        /// Fields under their write names; others stay as they are.
        fields: Map<String, Value>,
    },
    /// Just before the call, somebody else deletes an item.
    DeleteItem {
        /// The catalog; that of the call when absent.
        #[serde(default)]
        catalog: Option<String>,
        /// The item's id.
        id: String,
    },
}

impl Trouble {
    /// Its name in files, by which the journal calls it.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Answer { .. } => "answer",
            Self::AnswerAfter { .. } => "answer_after",
            Self::Error(_) => "error",
            Self::DropBefore => "drop_before",
            Self::DropAfter => "drop_after",
            Self::Reset { .. } => "reset",
            Self::Hang { .. } => "hang",
            Self::Truncate { .. } => "truncate",
            Self::Slow { .. } => "slow",
            Self::Usage(_) => "usage",
            Self::Late { .. } => "late",
            Self::Reduce { .. } => "reduce",
            Self::DelayVerdict { .. } => "delay_verdict",
            Self::LoseHandle => "lose_handle",
            Self::Forget { .. } => "forget",
            Self::NeverEnds { .. } => "never_ends",
            Self::Status { .. } => "status",
            Self::NoElement { .. } => "no_element",
            Self::EndWith { .. } => "end_with",
            Self::Vague { .. } => "vague",
            Self::Validation { .. } => "validation",
            Self::RefuseItem { .. } => "refuse_item",
            Self::Refuse { .. } => "refuse",
            Self::WriteItem { .. } => "write_item",
            Self::DeleteItem { .. } => "delete_item",
        }
    }
}

/// What becomes of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// The client gets it.
    #[default]
    Given,
    /// The connection is closed instead.
    Drop,
    /// The connection is reset instead.
    Reset,
    /// It never comes, and the connection stays open.
    Hang,
    /// Half of it comes.
    Truncate,
}

/// An error of Meta's by its code. What is left out is what `graph-api.md` 8.2 and 8.3 say of the code.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorForm {
    /// `error.code`.
    pub code: i64,
    /// `error.error_subcode`.
    #[serde(default)]
    pub subcode: Option<i64>,
    /// `error.message`.
    #[serde(default)]
    pub message: Option<String>,
    /// `error.is_transient`.
    #[serde(default)]
    pub is_transient: Option<bool>,
    /// HTTP status.
    #[serde(default)]
    pub status: Option<u16>,
    /// Minutes until calls are taken again, in the usage header.
    #[serde(default)]
    pub minutes: Option<u64>,
    /// Seconds in a `Retry-After` header.
    #[serde(default)]
    pub retry_after: Option<u64>,
    /// Further headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Whether the call is processed all the same.
    #[serde(default)]
    pub processed: bool,
}

/// What is said about an item in `validation_status`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// The item's id. When empty, no item is named, and the first record that no other remark names is
    /// meant.
    #[serde(default)]
    pub id: String,
    /// The reason.
    pub message: String,
}

fn nothing() -> Value {
    Value::String(String::new())
}

fn one_byte() -> usize {
    1
}

fn yes() -> bool {
    true
}
