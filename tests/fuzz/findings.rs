//! What mutants have found, kept small.

use crate::bodies::{self, LAYERS};

/// A layer and the file that made it stumble.
const FINDINGS: &[(&str, &[u8])] = &[];

#[test]
fn what_was_found_once_is_found_no_more() {
    for (layer, data) in FINDINGS {
        let (_, body) = LAYERS.iter().find(|(name, _)| name == layer).unwrap();
        body(data);
    }
    bodies::bytes(b"");
}
