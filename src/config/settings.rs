//! The settings of a run: resolved, typed and valid.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use iso_currency::{Country, Currency};
use rust_decimal::Decimal;
use url::Url;

use super::FILE_NAME;
use super::address;
use super::environment::Environment;
use super::error::{ConfigError, Problem};
use super::file::{self, File};
use super::guard::{Guard, guard};
use super::key::{self, Key};
use super::layers::{Layers, Shown};
use super::origin::Origin;
use super::overrides::Overrides;
use super::sources::{self, Folders, Source};
use super::tables::{Lookup, ValueMap, check_fields};
use super::template_text::TemplateText;
use super::value::{self, Zone};
use super::word::{Action, Availability, Condition, Prices, Private};

/// Everything that a run may know before it opens an export.
///
/// What may be left out is an `Option` here; a command that needs it asks, as
/// in [`catalog_id`](Self::catalog_id), and gets an error that names the flag,
/// the variable and the key.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `[shop]`.
    pub shop: Shop,
    /// Which items are sent (`filter.include`); it holds for every export of the run.
    pub filter: Option<TemplateText>,
    /// `[http]`.
    pub http: Http,
    /// What is said of items that are sold out but may be ordered (`stock.backorder`).
    pub backorder: Availability,
    /// `[catalog]`.
    pub catalog: Catalog,
    /// `[removal]`.
    pub removal: Removal,
    /// `[guard]`.
    pub guard: Guard,
    /// `[delivery]`.
    pub delivery: Delivery,
    /// The state file (`state.path`), joined to the folder that it is relative to.
    pub state: PathBuf,
    /// How long a run waits for another one to end (`state.lock_timeout`).
    pub lock_timeout: Duration,
    /// The configuration file that was read, as the user names it.
    pub file: Option<PathBuf>,
    /// Tables of words in files (`[lookup]`).
    pub lookups: Vec<Lookup>,
    /// What stands for the values of fields (`[values]`).
    pub values: Vec<ValueMap>,
    sources: Vec<Source>,
    shown: Vec<Shown>,
}

/// What the export does not say of the shop.
#[derive(Debug, Clone)]
pub struct Shop {
    /// Base of product links; its path ends with `/`, so that `Url::join` keeps all of it.
    pub url: Option<Url>,
    /// Base of relative image paths; its path ends with `/` too.
    pub image_url: Option<Url>,
    /// Currency of prices without a code.
    pub currency: Option<Currency>,
    /// Country that the shop sells in; `Display` gives its two letters.
    pub country: Option<Country>,
    /// Language code, as in `de` or `de-AT`.
    pub language: Option<String>,
    /// Time zone of dates without offset.
    pub timezone: Option<Zone>,
    /// Brand of items without one.
    pub brand: Option<String>,
    /// Condition of items without one.
    pub condition: Option<Condition>,
    /// Availability of items without any stock information.
    pub availability: Option<Availability>,
    /// Whether prices contain the tax.
    pub prices: Prices,
    /// Tax in percent, 0 to 100; there, or `tax_classes`, whenever `prices` is net.
    pub tax_rate: Option<Decimal>,
    /// `[shop.tax_classes]`: tax in percent by the export's word for it, in lower case.
    pub tax_classes: Vec<(String, Decimal)>,
}

/// How exports are fetched from addresses.
#[derive(Debug, Clone)]
pub struct Http {
    /// Longest time for one source, tries and waits included.
    pub timeout: Duration,
    /// Most bytes of one source.
    pub max_bytes: u64,
    /// How often a failed download is begun anew.
    pub retries: u32,
    /// Whether addresses of the own network are allowed.
    pub private: Private,
    /// The host that user and password are for, with its port if it has one.
    pub login_host: Option<String>,
}

/// Where the items go.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// The catalog's id; ask [`Settings::catalog_id`] when it is needed.
    pub id: Option<String>,
    /// Address of the Graph API: `https`, or `http` to this computer.
    pub api_url: Url,
    /// Version of the Graph API, as in `v25.0`.
    pub api_version: String,
}

/// What happens to live items that left the export.
#[derive(Debug, Clone)]
pub struct Removal {
    /// What is done with them.
    pub action: Action,
    /// They are withheld when they are more than this and `max_share`.
    pub max_items: u64,
    /// Share of the live items, 0 to 1.
    pub max_share: Decimal,
}

/// How items are sent.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Most items in one call, 1 to 5000.
    pub batch_items: usize,
    /// Most bytes in one call, 100 000 to 28 000 000.
    pub batch_bytes: usize,
    /// Writing calls a minute to begin with.
    pub writes_per_minute: NonZeroU32,
    /// Longest wait for verdicts and limits.
    pub max_wait: Duration,
}

impl Settings {
    /// Resolves the settings from flags, environment, file and defaults.
    ///
    /// `--config FILE` must exist; without it `shelfsync.toml` in `cwd`, the
    /// working folder, is read when it is there. All problems of all layers
    /// come in one error.
    pub fn load(
        overrides: &Overrides,
        environment: &Environment,
        cwd: &Path,
    ) -> Result<Self, ConfigError> {
        let mut problems = Vec::new();
        let path = PathBuf::from(overrides.config.as_deref().unwrap_or(FILE_NAME));
        let name = overrides.config_name.as_ref().unwrap_or(&path);
        let read = file::read(&cwd.join(&path), name, &mut problems);
        if read.is_none() && overrides.config.is_some() {
            problems.push(Problem::NoFile { path: path.clone() });
        }
        let file = read.is_some().then_some(path);
        let folder = file
            .as_deref()
            .map_or_else(|| cwd.to_owned(), |path| file::folder_of(&cwd.join(path)));
        let File {
            values,
            sources,
            include,
            mut lookups,
            maps: value_maps,
            tax_classes,
        } = read.unwrap_or_default();
        for lookup in &mut lookups {
            lookup.path = folder.join(&lookup.path);
        }
        check_fields(&value_maps, &mut problems);
        let folders = Folders {
            file: &folder,
            working: cwd,
        };
        let sources = sources::resolve(&sources, overrides, folders, &mut problems);
        let environment = environment.settings(&mut problems);
        let mut layers = Layers {
            overrides,
            environment,
            file: values,
            shown: Vec::new(),
            problems,
        };

        let shop = shop(&mut layers, tax_classes);
        let filter = filter(&mut layers, include);
        let http = http(&mut layers);
        let backorder = layers.value(&key::STOCK_BACKORDER, value::word);
        let catalog = catalog(&mut layers);
        let removal = removal(&mut layers);
        let guard = guard(&mut layers);
        let delivery = delivery(&mut layers);
        let state = state(&mut layers, folders);

        let Layers {
            problems, shown, ..
        } = layers;
        match (
            shop, http, backorder, catalog, removal, guard, delivery, state,
        ) {
            (
                Some(shop),
                Some(http),
                Some(backorder),
                Some(catalog),
                Some(removal),
                Some(guard),
                Some(delivery),
                Some((state, lock_timeout)),
            ) if problems.is_empty() => Ok(Self {
                shop,
                filter,
                http,
                backorder,
                catalog,
                removal,
                guard,
                delivery,
                state,
                lock_timeout,
                file,
                lookups,
                values: value_maps,
                sources,
                shown,
            }),
            _ => Err(ConfigError::new(problems)),
        }
    }

    /// The id of the catalog, for commands that need one.
    pub fn catalog_id(&self) -> Result<&str, ConfigError> {
        self.catalog
            .id
            .as_deref()
            .ok_or_else(|| ConfigError::missing(&key::CATALOG_ID))
    }

    /// The exports to read, at least one, for commands that read.
    pub fn sources(&self) -> Result<&[Source], ConfigError> {
        match self.sources.as_slice() {
            [] => Err(ConfigError::no_source()),
            sources => Ok(sources),
        }
    }

    /// Every setting but those of the sources, in the order of the file.
    pub fn shown(&self) -> &[Shown] {
        &self.shown
    }

    /// Where the value of `key` came from.
    ///
    /// For a key of `[[source]]` ask the [`Source`]; here it is `Default`.
    pub fn origin(&self, key: &Key) -> &Origin {
        let same = |shown: &&Shown| (shown.key.section, shown.key.name) == (key.section, key.name);
        self.shown
            .iter()
            .find(same)
            .map_or(&Origin::Default, |shown| &shown.origin)
    }
}

fn shop(layers: &mut Layers<'_>, tax_classes: Vec<(String, Decimal)>) -> Option<Shop> {
    let url = layers.value(&key::SHOP_URL, address::base_url);
    let image_url = layers.value(&key::SHOP_IMAGE_URL, address::base_url);
    let currency = layers.value(&key::SHOP_CURRENCY, value::currency);
    let country = layers.value(&key::SHOP_COUNTRY, value::country);
    let language = layers.value(&key::SHOP_LANGUAGE, value::language);
    let timezone = layers.value(&key::SHOP_TIMEZONE, value::timezone);
    let brand = layers.value(&key::SHOP_BRAND, value::text);
    let condition = layers.value(&key::SHOP_CONDITION, value::word);
    let availability = layers.value(&key::SHOP_AVAILABILITY, value::word);
    let prices = layers.placed(&key::SHOP_PRICES, value::word);
    let before = layers.problems.len();
    let tax_rate = layers.value(&key::SHOP_TAX_RATE, value::percent);
    // A tax rate that was refused has its own problem and is not missing.
    let missing = tax_rate.is_none() && tax_classes.is_empty() && layers.problems.len() == before;
    let (prices, origin) = prices?;
    if prices == Prices::Net && missing {
        layers.problems.push(Problem::NetWithoutTaxRate {
            origin,
            key: &key::SHOP_PRICES,
        });
    }
    Some(Shop {
        url,
        image_url,
        currency,
        country,
        language,
        timezone,
        brand,
        condition,
        availability,
        prices,
        tax_rate,
        tax_classes,
    })
}

/// The filter, with the places of its parts when it stands in the file.
fn filter(layers: &mut Layers<'_>, in_file: Option<TemplateText>) -> Option<TemplateText> {
    let (text, origin) = layers.placed(&key::FILTER_INCLUDE, value::template)?;
    match origin {
        Origin::File { .. } => in_file,
        Origin::Environment(_) | Origin::Flag(_) | Origin::Default => {
            Some(TemplateText::new(text, origin))
        }
    }
}

fn http(layers: &mut Layers<'_>) -> Option<Http> {
    let timeout = layers.value(&key::HTTP_TIMEOUT, value::wait);
    let max_bytes = layers.value(&key::HTTP_MAX_BYTES, value::whole);
    let retries = layers.value(&key::HTTP_RETRIES, value::whole);
    let private = layers.value(&key::HTTP_PRIVATE, value::word);
    let login_host = layers.value(&key::HTTP_LOGIN_HOST, address::host);
    Some(Http {
        timeout: timeout?,
        max_bytes: max_bytes?,
        retries: u32::try_from(retries?).unwrap_or(u32::MAX),
        private: private?,
        login_host,
    })
}

fn catalog(layers: &mut Layers<'_>) -> Option<Catalog> {
    let id = layers.value(&key::CATALOG_ID, value::catalog_id);
    let api_url = layers.value(&key::CATALOG_API_URL, address::api_url);
    let api_version = layers.value(&key::CATALOG_API_VERSION, value::api_version);
    Some(Catalog {
        id,
        api_url: api_url?,
        api_version: api_version?,
    })
}

fn removal(layers: &mut Layers<'_>) -> Option<Removal> {
    let action = layers.value(&key::REMOVAL_ACTION, value::word);
    let max_items = layers.value(&key::REMOVAL_MAX_ITEMS, value::whole);
    let max_share = layers.value(&key::REMOVAL_MAX_SHARE, value::share);
    Some(Removal {
        action: action?,
        max_items: max_items?,
        max_share: max_share?,
    })
}

fn delivery(layers: &mut Layers<'_>) -> Option<Delivery> {
    let batch_items = layers.value(&key::DELIVERY_BATCH_ITEMS, value::size);
    let batch_bytes = layers.value(&key::DELIVERY_BATCH_BYTES, value::size);
    let writes_per_minute = layers.value(&key::DELIVERY_WRITES_PER_MINUTE, value::rate);
    let max_wait = layers.value(&key::DELIVERY_MAX_WAIT, value::wait);
    Some(Delivery {
        batch_items: batch_items?,
        batch_bytes: batch_bytes?,
        writes_per_minute: writes_per_minute?,
        max_wait: max_wait?,
    })
}

/// A path of the file, and the default, stand beside the file: a run by cron has
/// another working folder than one by hand, and both must find the same state.
fn state(layers: &mut Layers<'_>, folders: Folders<'_>) -> Option<(PathBuf, Duration)> {
    let placed = layers.placed(&key::STATE_PATH, value::path);
    let lock_timeout = layers.value(&key::STATE_LOCK_TIMEOUT, value::wait);
    let (path, origin) = placed?;
    let path = match origin {
        Origin::File { .. } | Origin::Default => folders.file.join(path),
        Origin::Environment(_) | Origin::Flag(_) => folders.working.join(path),
    };
    Some((path, lock_timeout?))
}
