//! The rows of the table of keys.

use super::guard::{
    GUARD_CURRENCY_SHARE, GUARD_MIN_ITEMS, GUARD_NEW_IDS_SHARE, GUARD_PRICE_CHANGE,
    GUARD_PRICE_SHARE, GUARD_ROWS_SHARE, GUARD_SALE_OFF, GUARD_SOLD_OUT_SHARE,
};
use super::source::{
    SOURCE_DATES, SOURCE_DECIMAL, SOURCE_DELIMITER, SOURCE_ENCODING, SOURCE_HEADER, SOURCE_KEY,
    SOURCE_LOCATION, SOURCE_LOCATIONS, SOURCE_MAX_AGE, SOURCE_NAME, SOURCE_OF, SOURCE_OVERRIDES,
    SOURCE_PATH, SOURCE_PRESET, SOURCE_ROLE, SOURCE_ROWS, SOURCE_VIEW,
};
use super::{Key, NO_MOST, Section};

const AVAILABILITY: &[&str] = &["in stock", "out of stock", "available for order"];
const HTTP_ADDRESS: &str =
    "an address that begins with https:// or http://, without user, password, `?` or `#`";

/// `shop.url`.
pub static SHOP_URL: Key = Key::new(
    Section::Shop,
    "url",
    "base of product links when the export has none",
)
.expects(HTTP_ADDRESS, "https://shop.example")
.flag("--shop-url", |flags| flags.shop_url.as_deref());

/// `shop.image_url`.
pub static SHOP_IMAGE_URL: Key =
    Key::new(Section::Shop, "image_url", "base of relative image paths")
        .expects(HTTP_ADDRESS, "https://shop.example/media")
        .flag("--image-url", |flags| flags.image_url.as_deref());

/// `shop.currency`.
pub static SHOP_CURRENCY: Key = Key::new(
    Section::Shop,
    "currency",
    "currency of prices that carry no code; items in another currency are held back",
)
.expects("a currency code of three capital letters (ISO 4217)", "EUR")
.flag("--currency", |flags| flags.currency.as_deref());

/// `shop.country`.
pub static SHOP_COUNTRY: Key = Key::new(Section::Shop, "country", "country that the shop sells in")
    .expects("a country code of two capital letters (ISO 3166)", "DE")
    .flag("--country", |flags| flags.country.as_deref());

/// `shop.language`.
pub static SHOP_LANGUAGE: Key = Key::new(
    Section::Shop,
    "language",
    "language to take where the export has several",
)
.expects("a language code, with or without a country", "de")
.flag("--language", |flags| flags.language.as_deref());

/// `shop.timezone`.
pub static SHOP_TIMEZONE: Key = Key::new(
    Section::Shop,
    "timezone",
    "time zone of dates without offset; needed only when such dates occur",
)
.expects("a time zone by its IANA name", "Europe/Berlin")
.flag("--timezone", |flags| flags.timezone.as_deref());

/// `shop.brand`.
pub static SHOP_BRAND: Key = Key::new(
    Section::Shop,
    "brand",
    "brand of items whose export has none; without it they are held back",
)
.expects("a name", "Beispiel")
.flag("--brand", |flags| flags.brand.as_deref());

/// `shop.condition`.
pub static SHOP_CONDITION: Key = Key::new(
    Section::Shop,
    "condition",
    "condition of items whose export has none; without it they are held back",
)
.one_of(&["new", "refurbished", "used"], "new")
.flag("--condition", |flags| flags.condition.as_deref());

/// `shop.availability`.
pub static SHOP_AVAILABILITY: Key = Key::new(
    Section::Shop,
    "availability",
    "availability of items without any stock information; without it they are held back",
)
.one_of(AVAILABILITY, "in stock")
.flag("--availability", |flags| flags.availability.as_deref());

/// `shop.prices`.
pub static SHOP_PRICES: Key = Key::new(
    Section::Shop,
    "prices",
    "whether the export's prices contain the tax; `net` needs `tax_rate` or `[shop.tax_classes]`",
)
.one_of(&["gross", "net"], "gross")
.default("gross");

/// `shop.tax_rate`.
pub static SHOP_TAX_RATE: Key = Key::new(
    Section::Shop,
    "tax_rate",
    "tax in percent that is added to net prices whose item names no other",
)
.expects("a percentage from 0 to 100, where 19 means 19 %", "19")
.number_within(0, 100);

/// `filter.include`.
pub static FILTER_INCLUDE: Key = Key::new(
    Section::Filter,
    "include",
    "which items are sent; replaces the publish rule of the preset",
)
.expects(
    "an expression that is true or false",
    "row['Published'] == '1'",
);

/// `http.timeout`.
pub static HTTP_TIMEOUT: Key = Key::new(
    Section::Http,
    "timeout",
    "longest time for fetching one source from its address, tries and waits included",
)
.expects(
    "a time in hours, minutes and seconds of at most 168h, such as `90s`, `2h` or `1h30m`",
    "30m",
)
.default("30m");

/// `http.max_bytes`.
pub static HTTP_MAX_BYTES: Key = Key::new(
    Section::Http,
    "max_bytes",
    "most bytes that are fetched for one source",
)
.whole(1, 1 << 40)
.default("21474836480");

/// `http.retries`.
pub static HTTP_RETRIES: Key = Key::new(
    Section::Http,
    "retries",
    "how often a download that failed for a reason that may pass is begun anew",
)
.whole(0, 20)
.default("3");

/// `http.private`.
pub static HTTP_PRIVATE: Key = Key::new(
    Section::Http,
    "private",
    "whether exports may be fetched from this computer and the own network",
)
.one_of(&["refuse", "allow"], "refuse")
.default("refuse");

/// `http.login_host`.
pub static HTTP_LOGIN_HOST: Key = Key::new(
    Section::Http,
    "login_host",
    "host that user and password are for; needed only when sources are on several hosts",
)
.expects(
    "a host, with its port if that is not the usual one",
    "shop.example",
);

/// `stock.backorder`.
pub static STOCK_BACKORDER: Key = Key::new(
    Section::Stock,
    "backorder",
    "availability of sold-out items that may still be ordered",
)
.one_of(AVAILABILITY, "available for order")
.default("available for order");

/// `catalog.id`.
pub static CATALOG_ID: Key = Key::new(
    Section::Catalog,
    "id",
    "the catalog's id, as Meta's Commerce Manager shows it",
)
.expects("the catalog's id without blanks or slashes", "1234567890")
.flag("--catalog", |flags| flags.catalog.as_deref());

/// `catalog.api_url`.
pub static CATALOG_API_URL: Key = Key::new(Section::Catalog, "api_url", "address of the Graph API")
    .expects(
        "an https:// address, or http:// to this computer, without user, password, `?` or `#`",
        "https://graph.facebook.com",
    )
    .default("https://graph.facebook.com")
    .flag("--api-url", |flags| flags.api_url.as_deref());

/// `catalog.api_version`.
pub static CATALOG_API_VERSION: Key =
    Key::new(Section::Catalog, "api_version", "version of the Graph API")
        .expects("a version of the Graph API", "v25.0")
        .default("v25.0");

/// `removal.action`.
pub static REMOVAL_ACTION: Key = Key::new(
    Section::Removal,
    "action",
    "what happens to live items that left the export",
)
.one_of(&["archive", "out-of-stock", "delete", "keep"], "archive")
.default("archive");

/// `removal.max_items`.
pub static REMOVAL_MAX_ITEMS: Key = Key::new(
    Section::Removal,
    "max_items",
    "removals wait for you when they are more than this and more than `max_share`",
)
.whole(0, NO_MOST)
.default("10");

/// `removal.max_share`.
pub static REMOVAL_MAX_SHARE: Key = Key::new(
    Section::Removal,
    "max_share",
    "removals wait for you when they are a larger share of the live items than this and more than `max_items`",
)
.expects("a share from 0 to 1, where 0.10 means 10 %", "0.10")
.number_within(0, 1)
.default("0.10");

/// `delivery.batch_items`.
pub static DELIVERY_BATCH_ITEMS: Key =
    Key::new(Section::Delivery, "batch_items", "most items in one call")
        .whole(1, 5_000)
        .default("3000");

/// `delivery.batch_bytes`.
pub static DELIVERY_BATCH_BYTES: Key =
    Key::new(Section::Delivery, "batch_bytes", "most bytes in one call")
        .whole(100_000, 28_000_000)
        .default("20000000");

/// `delivery.writes_per_minute`.
pub static DELIVERY_WRITES_PER_MINUTE: Key = Key::new(
    Section::Delivery,
    "writes_per_minute",
    "writing calls a minute to begin with; Meta's answers correct it",
)
.whole(1, NO_MOST)
.default("8");

/// `delivery.max_wait`.
pub static DELIVERY_MAX_WAIT: Key = Key::new(
    Section::Delivery,
    "max_wait",
    "longest wait for Meta's verdicts and limits; the next run goes on",
)
.expects(
    "a time in hours, minutes and seconds of at most 168h, such as `90s`, `2h` or `1h30m`",
    "30m",
)
.default("30m")
.flag("--max-wait", |flags| flags.max_wait.as_deref());

/// `state.path`.
pub static STATE_PATH: Key = Key::new(
    Section::State,
    "path",
    "file in which shelfsync remembers what Meta confirmed",
)
.expects("a path", ".shelfsync/state.db")
.default(".shelfsync/state.db")
.flag("--state", |flags| flags.state.as_deref());

/// `state.lock_timeout`.
pub static STATE_LOCK_TIMEOUT: Key = Key::new(
    Section::State,
    "lock_timeout",
    "how long a run waits for another one to end; then it ends with exit code 7",
)
.expects(
    "a time in hours, minutes and seconds of at most 168h, such as `90s`, `2h` or `1h30m`",
    "5m",
)
.default("0s")
.flag("--lock-timeout", |flags| flags.lock_timeout.as_deref());

/// Every key, in the order of the file.
pub static KEYS: [&Key; 55] = [
    &SHOP_URL,
    &SHOP_IMAGE_URL,
    &SHOP_CURRENCY,
    &SHOP_COUNTRY,
    &SHOP_LANGUAGE,
    &SHOP_TIMEZONE,
    &SHOP_BRAND,
    &SHOP_CONDITION,
    &SHOP_AVAILABILITY,
    &SHOP_PRICES,
    &SHOP_TAX_RATE,
    &SOURCE_PATH,
    &SOURCE_PRESET,
    &SOURCE_ROLE,
    &SOURCE_NAME,
    &SOURCE_KEY,
    &SOURCE_OF,
    &SOURCE_ROWS,
    &SOURCE_LOCATION,
    &SOURCE_LOCATIONS,
    &SOURCE_OVERRIDES,
    &SOURCE_MAX_AGE,
    &SOURCE_ENCODING,
    &SOURCE_DELIMITER,
    &SOURCE_HEADER,
    &SOURCE_DECIMAL,
    &SOURCE_DATES,
    &SOURCE_VIEW,
    &FILTER_INCLUDE,
    &HTTP_TIMEOUT,
    &HTTP_MAX_BYTES,
    &HTTP_RETRIES,
    &HTTP_PRIVATE,
    &HTTP_LOGIN_HOST,
    &STOCK_BACKORDER,
    &CATALOG_ID,
    &CATALOG_API_URL,
    &CATALOG_API_VERSION,
    &REMOVAL_ACTION,
    &REMOVAL_MAX_ITEMS,
    &REMOVAL_MAX_SHARE,
    &GUARD_ROWS_SHARE,
    &GUARD_PRICE_SHARE,
    &GUARD_PRICE_CHANGE,
    &GUARD_SALE_OFF,
    &GUARD_SOLD_OUT_SHARE,
    &GUARD_CURRENCY_SHARE,
    &GUARD_NEW_IDS_SHARE,
    &GUARD_MIN_ITEMS,
    &DELIVERY_BATCH_ITEMS,
    &DELIVERY_BATCH_BYTES,
    &DELIVERY_WRITES_PER_MINUTE,
    &DELIVERY_MAX_WAIT,
    &STATE_PATH,
    &STATE_LOCK_TIMEOUT,
];
