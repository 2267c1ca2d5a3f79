//! What the shop says of all its items.

use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use url::Url;

use crate::catalog::Currency;

/// What the shop says of all its items, where the export says nothing
/// (`contract.md` 4). Words are Meta's own.
#[derive(Clone, Debug, Default)]
pub struct ShopSettings {
    /// Base of links that are not absolute.
    pub url: Option<Url>,
    /// Base of pictures that are not absolute.
    pub image_url: Option<Url>,
    /// Currency of prices without one; items in another are held back.
    pub currency: Option<Currency>,
    /// Country that the shop sells in, two letters.
    pub country: Option<String>,
    /// Time zone of dates without offset.
    pub zone: Option<TimeZone>,
    /// Brand of items without one.
    pub brand: Option<String>,
    /// Condition of items without one.
    pub condition: Option<&'static str>,
    /// Availability of items without any stock information.
    pub availability: Option<&'static str>,
    /// What is said of items that are sold out and can be ordered all the same.
    pub backorder: Option<&'static str>,
    /// Tax in percent that is added to prices; `None` when they contain it.
    pub net_tax: Option<Decimal>,
}
