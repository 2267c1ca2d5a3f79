//! The rows of `[guard]` in the table of keys.

use super::{Key, NO_MOST, Section};

const SHARE: &str = "a share from 0 to 1, where 0.10 means 10 %; 1 switches it off";

const fn share(name: &'static str, about: &'static str, default: &'static str) -> Key {
    Key::new(Section::Guard, name, about)
        .expects(SHARE, default)
        .number_within(0, 1)
        .default(default)
}

/// `guard.rows_share`.
pub static GUARD_ROWS_SHARE: Key = share(
    "rows_share",
    "removals wait for you when the export has lost more than this share of its rows since the last run",
    "0.50",
);

/// `guard.price_share`.
pub static GUARD_PRICE_SHARE: Key = share(
    "price_share",
    "price changes wait for you when more than this share of the live items moves by more than `price_change`",
    "0.30",
);

/// `guard.price_change`.
pub static GUARD_PRICE_CHANGE: Key = Key::new(
    Section::Guard,
    "price_change",
    "a price that moves by more than this share of the old one, up or down, counts for `price_share`",
)
.expects("a share from 0 to 1, where 0.10 means 10 %", "0.50")
.number_within(0, 1)
.default("0.50");

/// `guard.sale_off`.
pub static GUARD_SALE_OFF: Key = share(
    "sale_off",
    "a new sale price that takes more than this share off the price counts for `price_share`, too",
    "0.80",
);

/// `guard.sold_out_share`.
pub static GUARD_SOLD_OUT_SHARE: Key = share(
    "sold_out_share",
    "sold-out marks wait for you when more than this share of the live items that are offered would go out of stock",
    "0.90",
);

/// `guard.currency_share`.
pub static GUARD_CURRENCY_SHARE: Key = share(
    "currency_share",
    "changes wait for you when more than this share of the live items changes its currency",
    "0.10",
);

/// `guard.new_ids_share`.
pub static GUARD_NEW_IDS_SHARE: Key = share(
    "new_ids_share",
    "new items and removals wait for you when more than this share of the items is new and of the live ones is gone",
    "0.90",
);

/// `guard.min_items`.
pub static GUARD_MIN_ITEMS: Key = Key::new(
    Section::Guard,
    "min_items",
    "with fewer live items, shares of prices, stock, currency and ids say nothing",
)
.whole(0, NO_MOST)
.default("10");
