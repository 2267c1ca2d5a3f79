//! What mutants have found, kept small.

use crate::bodies::{self, LAYERS};

/// A layer and the file that made it stumble.
const FINDINGS: &[(&str, &[u8])] = &[
    // Line ends by reference behind a byte that is no text: more than the file has lines.
    ("xml", b"<a>\xC3\xA4\xC3\xA4\xFF&#10;&#10;&#10;</a>"),
    // A tag in an id, and one in a label.
    ("items", b"id,title,description,price,link,image_link,internal_label\nA<br>1,T,D,1 EUR,https://shop.example/1,https://shop.example/1.jpg,\nA2,T,D,1 EUR,https://shop.example/2,https://shop.example/2.jpg,\"a</p>b\"\n"),
    // A code that will never be a character, in an id.
    ("items", b"id,title,description,price,link,image_link\nA\xEF\xBF\xBF1,T,D,1 EUR,https://shop.example/1,https://shop.example/1.jpg\n"),
    // Codes that will never be characters.
    ("html", b"a\xEF\xBF\xBFb \xEF\xB7\x90c"),
];

#[test]
fn what_was_found_once_is_found_no_more() {
    for (layer, data) in FINDINGS {
        let (_, body) = LAYERS.iter().find(|(name, _)| name == layer).unwrap();
        body(data);
    }
    bodies::bytes(b"");
}
