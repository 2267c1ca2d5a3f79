//! The rows of the table of keys for `[[source]]`.

use super::{Key, Section};

/// `source.path`.
pub static SOURCE_PATH: Key = Key::new(
    Section::Source,
    "path",
    "file, pattern such as `exports/*.csv`, web address, or `-` for standard input",
)
.expects(
    "a file, a pattern, a web address without user and password, or `-`",
    "exports/products.csv",
);

/// `source.preset`.
pub static SOURCE_PRESET: Key = Key::new(
    Section::Source,
    "preset",
    "shop system that wrote the export; detected when left out",
)
.expects("the name of a preset", "woocommerce")
.flag("--preset", |flags| flags.preset.as_deref());

/// `source.role`.
pub static SOURCE_ROLE: Key = Key::new(
    Section::Source,
    "role",
    "what the source tells about the items",
)
.one_of(&["products", "stock", "prices", "supplement"], "stock")
.default("products");

/// `source.encoding`.
pub static SOURCE_ENCODING: Key = Key::new(
    Section::Source,
    "encoding",
    "encoding of the text; detected when left out",
)
.expects("the name of an encoding", "windows-1252")
.flag("--encoding", |flags| flags.encoding.as_deref());

/// `source.delimiter`.
pub static SOURCE_DELIMITER: Key = Key::new(
    Section::Source,
    "delimiter",
    "sign between the cells of a CSV file; detected when left out",
)
.expects(
    "one sign that is no letter, digit, blank or quote, or `tab`",
    ";",
)
.flag("--delimiter", |flags| flags.delimiter.as_deref());

/// `source.header`.
pub static SOURCE_HEADER: Key = Key::new(
    Section::Source,
    "header",
    "names of the columns, for a CSV file that has none above its rows",
)
.expects("names parted by `,` or `;`", "id, title, price, link");

/// `source.decimal`.
pub static SOURCE_DECIMAL: Key = Key::new(
    Section::Source,
    "decimal",
    "sign before the decimals of prices; settled from the file when left out",
)
.one_of(&[".", ","], ",")
.flag("--decimal", |flags| flags.decimal.as_deref());

/// `source.dates`.
pub static SOURCE_DATES: Key = Key::new(
    Section::Source,
    "dates",
    "what stands first in dates such as `03/04/2026`; settled from the file when left out",
)
.one_of(&["day-first", "month-first", "year-first"], "day-first");

/// `source.view`.
pub static SOURCE_VIEW: Key = Key::new(
    Section::Source,
    "view",
    "view of the shop, or group of customers, where the export has several",
)
.expects("a name as in the export", "de");

/// `source.name`.
pub static SOURCE_NAME: Key = Key::new(
    Section::Source,
    "name",
    "name of a joined source in templates, as in `row['stock.Bestand']`; its role when left out",
)
.expects("a word of letters, digits, `_` and `-`", "stock");

/// `source.key`.
pub static SOURCE_KEY: Key = Key::new(
    Section::Source,
    "key",
    "column of a joined source that says which item a row is for; the preset's when left out",
)
.list("the name of a column, or a list of them", "sku");

/// `source.of`.
pub static SOURCE_OF: Key = Key::new(
    Section::Source,
    "of",
    "column of the products that holds the same; that of the same name, else the item's id, when left out",
)
.list("the name of a column, or a list of them", "Artikelnummer");

/// `source.rows`.
pub static SOURCE_ROWS: Key = Key::new(
    Section::Source,
    "rows",
    "which rows of a joined source are used",
)
.expects("an expression that is true or false", "row['from'] == '1'");

/// `source.location`.
pub static SOURCE_LOCATION: Key = Key::new(
    Section::Source,
    "location",
    "column of a joined source that names the location of a row; the preset's when left out",
)
.expects("the name of a column", "Location");

/// `source.locations`.
pub static SOURCE_LOCATIONS: Key = Key::new(
    Section::Source,
    "locations",
    "locations that count; where no column names them, the columns with their pieces",
)
.list("a name, or a list of them", "Berlin");

/// `source.overrides`.
pub static SOURCE_OVERRIDES: Key = Key::new(
    Section::Source,
    "overrides",
    "whether a joined source is believed where the products say something, too; so it is for stock and prices when left out",
)
.switch("true");

/// `source.max_age`.
pub static SOURCE_MAX_AGE: Key = Key::new(
    Section::Source,
    "max_age",
    "age from which the file of a joined source is not believed",
)
.expects(
    "a time in hours, minutes and seconds of at most 168h, such as `90s`, `2h` or `1h30m`",
    "2h",
);
