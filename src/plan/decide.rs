//! What becomes of one id: a total, pure decision.

use super::{Entry, Seen};
use crate::catalog::{Doubt, Fingerprint, Op, Presence};

/// What the user asked for beyond the ordinary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Send this item even if nothing changed and even if Meta refused it.
    pub forced: bool,
}

/// What becomes of one id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The catalog has it as the export does.
    Unchanged,
    /// It is sent.
    Send(Op),
    /// Meta refused just this before; it is not asked again. A live item that
    /// is sold out is marked as such all the same.
    Refused {
        /// Whether the live item is marked as sold out.
        sell_out: bool,
    },
    /// It is held back. The same holds for sold-out items.
    Invalid {
        /// Whether the live item is marked as sold out.
        sell_out: bool,
    },
    /// The export has it, but it is not to be published; nothing of it is live.
    Filtered,
    /// A live item that the export does not have, or not for publishing.
    Leaves,
    /// An item of the live catalog of which we know nothing but the id.
    Unknown,
    /// A batch carries it whose verdict is still open: what comes next would
    /// overtake it.
    Pending,
    /// Never confirmed, and gone from the export: nothing is left of it.
    Forgotten,
    /// Removed before, and still absent.
    Away,
}

/// Decides on one id (`contract.md` 2 and 8).
pub fn decide(entry: &Entry, refused: Option<Option<Fingerprint>>, wish: Wish) -> Decision {
    // A held-back or refused item keeps its live twin, but a sold-out one must not be sold on.
    let sell_out = entry.sold_out && entry.presence == Presence::Live;
    if entry.open {
        let held_back = entry.seen == Seen::Invalid || entry.conflict;
        return if held_back {
            Decision::Invalid { sell_out: false }
        } else {
            Decision::Pending
        };
    }
    match entry.seen {
        Seen::Item | Seen::Invalid | Seen::Filtered if entry.conflict => {
            Decision::Invalid { sell_out }
        }
        Seen::Invalid => Decision::Invalid { sell_out },
        Seen::Item => {
            let same = entry.has_confirmed
                && entry.presence == Presence::Live
                && !entry.doubt.any()
                && entry.confirmed == entry.read;
            if same && !wish.forced {
                return Decision::Unchanged;
            }
            let refused_as_is = refused.flatten().map(|hash| hash.short()) == Some(entry.read);
            if refused_as_is && !wish.forced {
                return Decision::Refused { sell_out };
            }
            Decision::Send(match entry.presence {
                Presence::New if !entry.doubt.any() => Op::Create,
                Presence::Live if !entry.doubt.any() && !wish.forced => Op::Update,
                Presence::New | Presence::Live | Presence::Listed => Op::Full,
                Presence::Archived | Presence::SoldOut => Op::Return,
            })
        }
        Seen::Filtered | Seen::Absent => match entry.presence {
            Presence::Live => Decision::Leaves,
            // A lost batch may have brought it, or brought it back: what may be
            // live is removed like what is.
            Presence::New | Presence::Archived | Presence::SoldOut if entry.doubt == Doubt::All => {
                Decision::Leaves
            }
            Presence::New if entry.seen == Seen::Filtered => Decision::Filtered,
            Presence::New => Decision::Forgotten,
            Presence::Archived | Presence::SoldOut => Decision::Away,
            Presence::Listed => Decision::Unknown,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Known, Read};
    use super::*;

    fn hash(text: &str) -> Fingerprint {
        Fingerprint::of(text.as_bytes())
    }

    /// An entry that the state has as `presence` with content "old", and the
    /// export as `seen` with this content.
    fn entry(presence: Presence, doubt: Doubt, seen: Seen, content: &str) -> Entry {
        let mut known = Known::default();
        let confirmed = (presence == Presence::Live).then(|| hash("old"));
        let index =
            known.add_confirmed("A", 1, presence, doubt, confirmed.map(|hash| hash.short()));
        if seen != Seen::Absent {
            let read = Read {
                seen,
                source: 0,
                line: 2,
                hash: hash(content).short(),
                sold_out: content == "sold out",
            };
            known.note(index, read);
        }
        *known.entry(index)
    }

    #[test]
    fn decides_by_what_is_known_and_what_was_read() {
        use Decision::{Filtered, Forgotten, Invalid, Leaves, Send, Unchanged, Unknown};
        use Presence::{Archived, Listed, Live, New, SoldOut};
        let sold = Invalid { sell_out: true };
        let held = Invalid { sell_out: false };
        #[rustfmt::skip]
        let cases = [
            // known    doubt  read            content     decision
            (New,      Doubt::None, Seen::Item,     "new",      Send(Op::Create)),
            (New,      Doubt::All,  Seen::Item,     "new",      Send(Op::Full)),
            (New,      Doubt::None, Seen::Absent,   "",         Forgotten),
            (New,      Doubt::All,  Seen::Absent,   "",         Leaves),
            (New,      Doubt::None, Seen::Filtered, "new",      Filtered),
            (New,      Doubt::None, Seen::Invalid,  "sold out", held),
            (Live,     Doubt::None, Seen::Item,     "old",      Unchanged),
            (Live,     Doubt::None, Seen::Item,     "new",      Send(Op::Update)),
            (Live,     Doubt::All,  Seen::Item,     "old",      Send(Op::Full)),
            (Live,     Doubt::None, Seen::Absent,   "",         Leaves),
            (Live,     Doubt::None, Seen::Filtered, "old",      Leaves),
            (Live,     Doubt::None, Seen::Invalid,  "new",      held),
            (Live,     Doubt::None, Seen::Invalid,  "sold out", sold),
            (Archived, Doubt::None, Seen::Item,     "old",      Send(Op::Return)),
            (Archived, Doubt::None, Seen::Absent,   "",         Decision::Away),
            (SoldOut,  Doubt::None, Seen::Item,     "new",      Send(Op::Return)),
            (SoldOut,  Doubt::All,  Seen::Absent,   "",         Leaves),
            (Archived, Doubt::Content, Seen::Absent, "",        Decision::Away),
            (Archived, Doubt::Content, Seen::Item,  "old",      Send(Op::Return)),
            (Listed,   Doubt::None, Seen::Item,     "new",      Send(Op::Full)),
            (Listed,   Doubt::None, Seen::Absent,   "",         Unknown),
        ];
        for (presence, doubt, seen, content, decision) in cases {
            let entry = entry(presence, doubt, seen, content);
            let got = decide(&entry, None, Wish::default());
            assert_eq!(got, decision, "{presence:?} {doubt:?} {seen:?} {content:?}");
        }
    }

    #[test]
    fn a_refusal_is_remembered_until_the_item_changes_or_is_forced() {
        let item = entry(Presence::Live, Doubt::None, Seen::Item, "new");
        let refused = Decision::Refused { sell_out: false };
        let wish = Wish::default();
        let forced = Wish { forced: true };
        assert_eq!(decide(&item, Some(Some(hash("new"))), wish), refused);
        assert_eq!(
            decide(&item, Some(Some(hash("other"))), wish),
            Decision::Send(Op::Update)
        );
        assert_eq!(
            decide(&item, Some(Some(hash("new"))), forced),
            Decision::Send(Op::Full)
        );
        let back = entry(Presence::Live, Doubt::None, Seen::Item, "old");
        assert_eq!(
            decide(&back, Some(Some(hash("new"))), wish),
            Decision::Unchanged
        );
    }
}
