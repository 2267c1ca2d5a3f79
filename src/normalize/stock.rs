//! The truth table of availability and quantity.
//!
//! Two readings of the same stock meet here: the word that the shop states and
//! the pieces that it counts. What comes out is never kinder than either: an
//! item that one of them calls sold out is not sold on (`contract.md` 7).
//!
//! | stated | pieces | managed | back-order | availability | quantity |
//! | --- | --- | --- | --- | --- | --- |
//! | any or none | any | no | any | as stated, else in stock | not sent |
//! | sold out | any | – | any | out of stock | as counted, at least 0 |
//! | on order, pre-order | any | – | any | available for order | as counted, at least 0 |
//! | back-order | none or ≤ 0 | – | any | as `stock.backorder` | as counted, at least 0 |
//! | back-order | > 0 | – | any | in stock | as counted |
//! | in stock | none or > 0 | – | any | in stock | as counted |
//! | in stock | ≤ 0 | – | yes | as `stock.backorder` | 0 |
//! | in stock | ≤ 0 | – | no | out of stock, with a remark | 0 |
//! | none | > 0 | – | any | in stock | as counted |
//! | none | ≤ 0 | – | yes | as `stock.backorder` | 0 |
//! | none | ≤ 0 | – | no | out of stock | 0 |
//! | none | none | – | any | as `shop.availability`, else missing | not sent |
//!
//! Where the shop takes orders for what is not there yet, what would be sold out by
//! its pieces, or by its word without pieces, is in the row of pre-order.

use super::words;

/// The stock that a shop states in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stated {
    /// It can be bought.
    In,
    /// It cannot.
    Out,
    /// It can be ordered.
    OnOrder,
    /// It is sold out and can be ordered.
    BackOrder,
    /// It is not out yet and can be ordered.
    PreOrder,
}

/// What an export says of an item's stock.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct StockFacts {
    /// The stated word.
    pub(crate) stated: Option<Stated>,
    /// Pieces.
    pub(crate) pieces: Option<i64>,
    /// Whether the shop counts pieces at all; `Some(false)` makes them meaningless.
    pub(crate) managed: Option<bool>,
    /// Whether it sells what it does not have.
    pub(crate) backorder: bool,
    /// Whether it takes orders for what is not there yet.
    pub(crate) preorder: bool,
}

/// What the catalog is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stock {
    /// Meta's word; `None` when nothing is known and nothing is configured.
    pub(crate) availability: Option<&'static str>,
    /// Pieces; never without availability.
    pub(crate) quantity: Option<u64>,
    /// Whether word and pieces contradict each other.
    pub(crate) contradiction: bool,
}

pub(crate) const IN_STOCK: &str = "in stock";
pub(crate) const OUT_OF_STOCK: &str = "out of stock";
pub(crate) const ON_ORDER: &str = "available for order";

/// Reads the table. `backorder` and `unknown` are what the configuration says.
pub(crate) fn judge(
    facts: StockFacts,
    backorder: Option<&'static str>,
    unknown: Option<&'static str>,
) -> Stock {
    let ordered = backorder.unwrap_or(ON_ORDER);
    let managed = facts.managed != Some(false);
    let pieces = facts.pieces.filter(|_| managed);
    let empty = pieces.is_some_and(|pieces| pieces <= 0);
    let sold_out = if facts.backorder {
        ordered
    } else {
        OUT_OF_STOCK
    };
    let stated = match facts.stated {
        // Orders are taken for what is not there.
        Some(Stated::Out) if facts.preorder && (empty || pieces.is_none()) => {
            Some(Stated::PreOrder)
        }
        Some(Stated::In | Stated::BackOrder) | None if facts.preorder && empty => {
            Some(Stated::PreOrder)
        }
        stated => stated,
    };
    let availability = match stated {
        Some(Stated::Out) => Some(OUT_OF_STOCK),
        Some(Stated::OnOrder | Stated::PreOrder) => Some(ON_ORDER),
        Some(Stated::BackOrder) if empty || pieces.is_none() => Some(ordered),
        Some(Stated::In | Stated::BackOrder) if !empty => Some(IN_STOCK),
        Some(Stated::In | Stated::BackOrder) => Some(sold_out),
        None if !managed => Some(IN_STOCK),
        None => match pieces {
            Some(_) if empty => Some(sold_out),
            Some(_) => Some(IN_STOCK),
            None => unknown,
        },
    };
    Stock {
        availability,
        quantity: availability
            .and(pieces)
            .map(|pieces| u64::try_from(pieces).unwrap_or(0)),
        contradiction: stated == Some(Stated::In) && empty && !facts.backorder,
    }
}

/// Whether a shop sells what it does not have: Shopify's and WooCommerce's
/// words, and yes or no in many languages.
pub(crate) fn backorder(word: &str) -> Option<bool> {
    if ["continue", "notify"]
        .iter()
        .any(|yes| word.eq_ignore_ascii_case(yes))
    {
        return Some(true);
    }
    if word.eq_ignore_ascii_case("deny") {
        return Some(false);
    }
    words::boolean(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Row<'a> = (
        Option<Stated>,
        Option<i64>,
        Option<bool>,
        bool,
        Option<&'a str>,
        Option<u64>,
    );

    #[test]
    fn every_row_of_the_table_holds() {
        use Stated::{BackOrder, In, OnOrder, Out, PreOrder};
        let some = Some::<&str>;
        #[rustfmt::skip]
        let cases: &[Row<'_>] = &[
            // stated          pieces     managed      back   availability        quantity
            (None,             Some(5),   Some(false), false, some(IN_STOCK),     None),
            (Some(Out),        Some(5),   Some(false), false, some(OUT_OF_STOCK), None),
            (Some(In),         Some(0),   Some(false), false, some(IN_STOCK),     None),
            (Some(Out),        None,      None,        false, some(OUT_OF_STOCK), None),
            (Some(Out),        Some(5),   None,        false, some(OUT_OF_STOCK), Some(5)),
            (Some(Out),        Some(-2),  None,        true,  some(OUT_OF_STOCK), Some(0)),
            (Some(OnOrder),    None,      None,        false, some(ON_ORDER),     None),
            (Some(OnOrder),    Some(3),   None,        false, some(ON_ORDER),     Some(3)),
            (Some(PreOrder),   Some(0),   None,        false, some(ON_ORDER),     Some(0)),
            (Some(PreOrder),   Some(-1),  Some(true),  false, some(ON_ORDER),     Some(0)),
            (Some(BackOrder),  None,      None,        false, some("backorder"),  None),
            (Some(BackOrder),  Some(0),   None,        false, some("backorder"),  Some(0)),
            (Some(BackOrder),  Some(4),   None,        false, some(IN_STOCK),     Some(4)),
            (Some(In),         None,      None,        false, some(IN_STOCK),     None),
            (Some(In),         Some(7),   None,        false, some(IN_STOCK),     Some(7)),
            (Some(In),         Some(0),   None,        true,  some("backorder"),  Some(0)),
            (Some(In),         Some(0),   None,        false, some(OUT_OF_STOCK), Some(0)),
            (Some(In),         Some(-3),  Some(true),  false, some(OUT_OF_STOCK), Some(0)),
            (None,             Some(1),   None,        false, some(IN_STOCK),     Some(1)),
            (None,             Some(0),   None,        true,  some("backorder"),  Some(0)),
            (None,             Some(-9),  None,        true,  some("backorder"),  Some(0)),
            (None,             Some(0),   Some(true),  false, some(OUT_OF_STOCK), Some(0)),
            (None,             Some(-1),  None,        false, some(OUT_OF_STOCK), Some(0)),
            (None,             None,      None,        false, some("unknown"),    None),
            (None,             None,      Some(true),  true,  some("unknown"),    None),
        ];
        for (stated, pieces, managed, backorder, availability, quantity) in cases {
            let facts = StockFacts {
                stated: *stated,
                pieces: *pieces,
                managed: *managed,
                backorder: *backorder,
                preorder: false,
            };
            let stock = judge(facts, Some("backorder"), Some("unknown"));
            assert_eq!(
                (stock.availability, stock.quantity),
                (*availability, *quantity),
                "{facts:?}"
            );
        }
    }

    #[test]
    fn what_can_be_ordered_before_it_is_there_is_never_sold_out() {
        #[rustfmt::skip]
        let cases = [
            // stated               pieces    managed      availability   quantity
            (None,                  Some(0),  None,        ON_ORDER,      Some(0)),
            (Some(Stated::Out),     None,     None,        ON_ORDER,      None),
            (Some(Stated::Out),     Some(-1), None,        ON_ORDER,      Some(0)),
            (Some(Stated::Out),     Some(2),  None,        OUT_OF_STOCK,  Some(2)),
            (Some(Stated::In),      Some(0),  None,        ON_ORDER,      Some(0)),
            (Some(Stated::In),      None,     None,        IN_STOCK,      None),
            (None,                  Some(3),  None,        IN_STOCK,      Some(3)),
            (None,                  Some(0),  Some(false), IN_STOCK,      None),
        ];
        for (stated, pieces, managed, availability, quantity) in cases {
            let facts = StockFacts {
                stated,
                pieces,
                managed,
                backorder: false,
                preorder: true,
            };
            // What the shop says of back-orders is not asked.
            let stock = judge(facts, Some(OUT_OF_STOCK), None);
            let found = (stock.availability, stock.quantity);
            assert_eq!(found, (Some(availability), quantity), "{facts:?}");
            assert!(!stock.contradiction, "{facts:?}");
        }
    }

    #[test]
    fn an_item_without_pieces_is_in_stock_only_where_it_is_ordered_or_not_counted() {
        let stated = [
            None,
            Some(Stated::In),
            Some(Stated::Out),
            Some(Stated::OnOrder),
            Some(Stated::BackOrder),
            Some(Stated::PreOrder),
        ];
        for word in stated {
            for pieces in [-5, 0] {
                let facts = StockFacts {
                    stated: word,
                    pieces: Some(pieces),
                    managed: Some(true),
                    backorder: false,
                    preorder: false,
                };
                let stock = judge(facts, None, Some(IN_STOCK));
                assert_ne!(stock.availability, Some(IN_STOCK), "{facts:?}");
                assert_eq!(stock.quantity, Some(0), "{facts:?}");
            }
        }
        let nothing = judge(StockFacts::default(), None, None);
        assert_eq!((nothing.availability, nothing.quantity), (None, None));
    }
}
