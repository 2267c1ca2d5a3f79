//! The guard of first contact: is this the right catalog?

use shelfsync::catalog::Presence;
use shelfsync::pipeline::Judged;
use shelfsync::plan::Seen;

/// Why the catalog looks like somebody else's: less than half of its items are
/// in the export.
pub(super) fn strangers(judged: &Judged) -> Option<String> {
    let listed = |wanted: bool| {
        judged
            .known
            .iter()
            .filter(|(_, entry)| entry.presence == Presence::Listed)
            .filter(move |(_, entry)| (entry.seen != Seen::Absent) == wanted)
            .map(|(index, _)| index)
    };
    let (shared, foreign) = (listed(true).count(), listed(false).count());
    if foreign <= shared {
        return None;
    }
    let samples = |ids: Vec<String>| match ids.len() {
        0 => "none".to_owned(),
        _ => ids.join(", "),
    };
    let theirs: Vec<String> = listed(false)
        .take(5)
        .map(|index| format!("`{}`", judged.known.id(index)))
        .collect();
    let ours: Vec<String> = judged
        .known
        .iter()
        .filter(|(_, entry)| entry.seen != Seen::Absent)
        .take(5)
        .map(|(index, _)| format!("`{}`", judged.known.id(index)))
        .collect();
    Some(format!(
        "the catalog holds {} items and the export has {shared} of them, so nothing was sent; \
         in the catalog: {}; in the export: {}",
        shared + foreign,
        samples(theirs),
        samples(ours)
    ))
}
