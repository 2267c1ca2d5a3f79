//! `[guard]`: from which shares on changes are taken for an accident.

use rust_decimal::Decimal;

use super::key;
use super::layers::Layers;
use super::value;

/// From which shares on changes are taken for an accident. All but `min_items`
/// and `price_change` are switched off by 1.
#[derive(Debug, Clone)]
pub struct Guard {
    /// Share of its rows that an export may lose.
    pub rows_share: Decimal,
    /// Share of the live items whose price may move by more than `price_change`.
    pub price_share: Decimal,
    /// Share of the old price.
    pub price_change: Decimal,
    /// Share of the price that a new sale may take off.
    pub sale_off: Decimal,
    /// Share of the offered live items that may go out of stock.
    pub sold_out_share: Decimal,
    /// Share of the live items that may change their currency.
    pub currency_share: Decimal,
    /// Share of the items that may be new while as many are gone.
    pub new_ids_share: Decimal,
    /// Fewer live items say nothing.
    pub min_items: u64,
}

/// Resolves the section.
pub(super) fn guard(layers: &mut Layers<'_>) -> Option<Guard> {
    let rows_share = layers.value(&key::GUARD_ROWS_SHARE, value::share);
    let price_share = layers.value(&key::GUARD_PRICE_SHARE, value::share);
    let price_change = layers.value(&key::GUARD_PRICE_CHANGE, value::share);
    let sale_off = layers.value(&key::GUARD_SALE_OFF, value::share);
    let sold_out_share = layers.value(&key::GUARD_SOLD_OUT_SHARE, value::share);
    let currency_share = layers.value(&key::GUARD_CURRENCY_SHARE, value::share);
    let new_ids_share = layers.value(&key::GUARD_NEW_IDS_SHARE, value::share);
    let min_items = layers.value(&key::GUARD_MIN_ITEMS, value::whole);
    Some(Guard {
        rows_share: rows_share?,
        price_share: price_share?,
        price_change: price_change?,
        sale_off: sale_off?,
        sold_out_share: sold_out_share?,
        currency_share: currency_share?,
        new_ids_share: new_ids_share?,
        min_items: min_items?,
    })
}
