//! That the checks on mutants can fail.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::bodies::amounts::Amounts;
use crate::bodies::sound;
use crate::peak;

/// An item that may be sent, with another text in one of its fields.
fn item(field: &str, text: &str) -> String {
    let mut item = serde_json::json!({
        "id": "A1", "title": "Becher", "price": "19.95 EUR", "description": "a < b > c, 5 <3"
    });
    item[field] = text.into();
    item.to_string()
}

#[test]
fn an_item_that_must_not_be_sent_is_found() {
    let amounts = Amounts::of(b"id,price\nA1,19.95\n", true);
    let passes = |field: &str, text: &str| {
        let json = item(field, text);
        catch_unwind(AssertUnwindSafe(|| sound(&json, Some(&amounts)))).is_ok()
    };
    #[rustfmt::skip]
    let good = [("title", "Becher"), ("price", "19.95 EUR"), ("description", "x < y > z"), ("title", "a <3 b"), ("title", "<pre-order>")];
    for (field, text) in good {
        assert!(passes(field, text), "{field}: {text}");
    }
    #[rustfmt::skip]
    let bad = [
        ("title", "B\u{fffd}cher"), ("title", "a\u{7}b"), ("title", "a\u{ffff}b"), ("description", "<p>x"), ("description", "x</P >"),
        ("description", "<br/>"), ("description", "<a href='x'>y"), ("description", "<IMG src=x>"),
        ("price", "0.00 EUR"), ("price", "1995.00 EUR"), ("price", "1.995 EUR"), ("price", "199.50 EUR"), ("price", "19950.00 EUR"),
        ("sale_price", "1995.00 EUR"), ("price", "19,95 EUR"), ("price", "-19.95 EUR"),
    ];
    for (field, text) in bad {
        assert!(!passes(field, text), "{field}: {text}");
    }
}

#[test]
fn amounts_are_what_the_file_may_mean_and_no_power_of_ten_beside_it() {
    #[rustfmt::skip]
    let cases = [
        // The file, whether the point is declared, what it may mean, what it cannot.
        ("1.299,95", false, "1299.95", "129995"), ("1,299.95", true, "1299.95", "1.29995"),
        ("1.299", true, "1.30", "1299"), ("1,299", true, "1299", "1.299"), ("19,95", true, "19.95", "1995"),
        ("1'299.00", true, "1299", "12.99"), ("1 299,00", false, "1299", "129900"), ("1.299,", true, "1299", "12.99"),
        ("495.79831932773", true, "495.80", "49580"), ("a1,5;b", false, "1.50", "15"), ("1,50,2", false, "50", "5"),
        ("a,68,129,b", true, "129", "1290"), ("a,55,65", false, "65", "6.5"), ("\".2\"", true, "0.2", "20"), ("\",8\"", false, "0.8", "80"),
        ("a,1,000,b", true, "1000", "1"),
    ];
    for (file, point, may, cannot) in cases {
        let amounts = Amounts::of(file.as_bytes(), point);
        assert!(!amounts.off_by_a_factor(may), "{file} is {may}");
        assert!(amounts.off_by_a_factor(cannot), "{file} is not {cannot}");
    }
    // Three digits behind a single sign may be either, where nobody has said.
    for may in ["1.299", "1299"] {
        assert!(!Amounts::of(b"1.299", false).off_by_a_factor(may));
    }
    let wide: Vec<u8> = "19,95".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(Amounts::of(&wide, false).off_by_a_factor("1995"));
    // Digits that the file does not have were computed.
    assert!(!Amounts::of(b"10", false).off_by_a_factor("11.90"));
}

#[cfg(target_os = "linux")]
#[test]
fn memory_that_is_taken_is_seen() {
    let before = peak::start();
    let large = std::hint::black_box(vec![1_u8; 64 << 20]);
    drop(large);
    assert!(peak::since(before) >= 60 << 20);
    let before = peak::start();
    assert!(peak::since(before) < 60 << 20);
}
