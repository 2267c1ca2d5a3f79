//! What the commands that read, compare or send have in common.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use shelfsync::catalog::{Currency, Field, Op};
use shelfsync::config::{
    Action, Availability, Condition, Credentials, Environment, Login, Overrides, Prices, Settings,
    ValueMap,
};
use shelfsync::deliver::Outlook;
use shelfsync::fetch::Fetcher;
use shelfsync::graph::{Client, Endpoint, Token};
use shelfsync::normalize::{ShopSettings, word};
use shelfsync::pipeline::{Judged, RemovalRule, Terms};
use shelfsync::plan::{Guard, Sizing};
use shelfsync::sandbox::{self, Sandbox, SandboxError, Scenario};
use shelfsync::state::Store;
use shelfsync::template::ShopFacts;
use tokio::runtime::Runtime;

use crate::failure::Failure;
use crate::view::Refusal;

/// The catalog of `--sandbox`, where no other is named.
const SANDBOX_CATALOG: &str = "100";
/// Rows of a sandbox inside the process belong to this origin: its port differs
/// from run to run.
const SANDBOX_ORIGIN: &str = "sandbox";
/// Names the scenario that a sandbox inside the process plays.
const SCENARIO: &str = "SHELFSYNC_SANDBOX_SCENARIO";

/// Settings, and where the state is.
pub(crate) struct Context {
    pub(crate) settings: Settings,
    pub(crate) environment: Environment,
    pub(crate) cwd: PathBuf,
    in_sandbox: bool,
}

impl Context {
    /// Resolves the settings.
    pub(crate) fn load(overrides: &Overrides, in_sandbox: bool) -> Result<Self, Failure> {
        let cwd = std::env::current_dir().map_err(Failure::Start)?;
        let environment: Environment = std::env::vars_os().collect();
        let settings = Settings::load(overrides, &environment, &cwd)?;
        Ok(Self {
            settings,
            environment,
            cwd,
            in_sandbox,
        })
    }

    /// The catalog's id; the sandbox has one of its own.
    pub(crate) fn catalog(&self) -> Result<String, Failure> {
        match &self.settings.catalog.id {
            None if self.in_sandbox => Ok(SANDBOX_CATALOG.to_owned()),
            Some(_) | None => Ok(self.settings.catalog_id()?.to_owned()),
        }
    }

    /// Whose rows of the state are ours.
    pub(crate) fn origin(&self) -> String {
        if self.in_sandbox {
            return SANDBOX_ORIGIN.to_owned();
        }
        self.settings.catalog.api_url.origin().ascii_serialization()
    }

    /// The state file; that of the sandbox stands beside the real one.
    pub(crate) fn state(&self) -> PathBuf {
        let path = &self.settings.state;
        if !self.in_sandbox {
            return path.clone();
        }
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        path.with_file_name(format!("{stem}.sandbox.db"))
    }

    /// Where the sandbox keeps its items and handles.
    fn sandbox_folder(&self) -> PathBuf {
        self.state().with_extension("items")
    }

    /// How exports are fetched that have an address. What is `kept` stands beside
    /// the state, and spares the next run a download.
    pub(crate) fn fetcher(&self, kept: bool) -> Result<Fetcher, Failure> {
        let sources = self.settings.sources()?;
        let any = sources.iter().any(|source| source.address().is_some());
        let login = if any {
            Login::load(&self.environment, &self.cwd)?
        } else {
            None
        };
        let folder = kept.then(|| self.state().with_extension("downloads"));
        Ok(Fetcher::new(self.settings.http.clone(), login, folder))
    }

    /// Opens the state for reading.
    pub(crate) fn store_to_read(&self) -> Result<Option<Store>, Failure> {
        let (path, origin, catalog) = (self.state(), self.origin(), self.catalog()?);
        Ok(Store::open_to_read(&path, &origin, &catalog)?)
    }

    /// A client, and the sandbox that it talks to, if it is to be one.
    pub(crate) fn connect(&self, runtime: &Runtime) -> Result<(Client, Option<Sandbox>), Failure> {
        let catalog = self.catalog()?;
        let token = if self.in_sandbox {
            Token::none()
        } else {
            let credentials = self.credentials()?;
            Token::new(credentials.token, credentials.app_secret)
        };
        self.connect_as(runtime, catalog, token)
    }

    /// The same for a catalog and a token that the caller chooses. A sandbox inside
    /// the process has a token of its own.
    pub(crate) fn connect_as(
        &self,
        runtime: &Runtime,
        catalog: String,
        token: Token,
    ) -> Result<(Client, Option<Sandbox>), Failure> {
        let mut endpoint = Endpoint {
            api_url: self.settings.catalog.api_url.clone(),
            version: self.settings.catalog.api_version.clone(),
            catalog,
        };
        if !self.in_sandbox {
            return Ok((Client::new(endpoint, token)?, None));
        }
        let options = sandbox::Options {
            folder: Some(self.sandbox_folder()),
            catalogs: vec![sandbox::Catalog::commerce(&endpoint.catalog, "Sandbox")],
            scenarios: scenario()?.into_iter().collect(),
            ..sandbox::Options::default()
        };
        let sandbox = runtime.block_on(sandbox::start(options))?;
        endpoint.api_url = sandbox
            .url()
            .parse()
            .map_err(|error| Failure::Bug(format!("the sandbox's address: {error}")))?;
        let client = Client::new(endpoint, Token::new("sandbox".into(), None))?;
        Ok((client, Some(sandbox)))
    }

    /// The token; missing or empty is an error even when nothing is to be sent.
    pub(crate) fn credentials(&self) -> Result<Credentials, Failure> {
        Credentials::load(&self.environment, &self.cwd)?.ok_or(Failure::NoToken)
    }

    /// Whether a token is needed and there.
    pub(crate) fn need_token(&self) -> Result<(), Failure> {
        if self.in_sandbox {
            return Ok(());
        }
        self.credentials().map(drop)
    }

    /// What the configuration says of making items.
    pub(crate) fn terms(&self) -> Terms {
        Terms {
            shop: self.shop(),
            facts: ShopFacts::new(&self.settings.shop),
            filter: self.settings.filter.clone(),
            lookups: self.settings.lookups.clone(),
        }
    }

    /// What is known of the allowance.
    pub(crate) fn outlook(&self, store: Option<&Store>) -> Result<Outlook, Failure> {
        let per_minute = self.settings.delivery.writes_per_minute.get();
        let per_minute = usize::try_from(per_minute).unwrap_or(usize::MAX);
        Ok(Outlook::of(store, per_minute)?)
    }

    /// Limits of a batch.
    pub(crate) fn sizing(&self) -> Sizing {
        let delivery = &self.settings.delivery;
        Sizing {
            items: delivery.batch_items,
            bytes: delivery.batch_bytes,
        }
    }

    /// What the shop says of all its items.
    fn shop(&self) -> ShopSettings {
        let shop = &self.settings.shop;
        ShopSettings {
            url: shop.url.clone(),
            image_url: shop.image_url.clone(),
            currency: shop.currency.map(Currency::from),
            country: shop.country.map(|country| country.to_string()),
            zone: shop.timezone.as_ref().map(|zone| zone.zone.clone()),
            brand: shop.brand.clone(),
            condition: shop.condition.map(Condition::as_str),
            availability: shop.availability.map(Availability::as_str),
            backorder: Some(self.settings.backorder.as_str()),
            values: self.values(),
            net: shop.prices == Prices::Net,
            tax_rate: shop.tax_rate,
            tax_classes: shop.tax_classes.clone(),
            language: shop.language.clone(),
        }
    }

    /// What stands for values of fields.
    fn values(&self) -> Vec<(Field, BTreeMap<String, String>)> {
        let maps = self.settings.values.iter();
        let of_field = |map: &ValueMap| {
            let entries = map.entries.iter();
            let entries = entries.map(|(from, to)| (word(from), to.clone()));
            Some((Field::find(&map.field)?, entries.collect()))
        };
        maps.filter_map(of_field).collect()
    }

    /// What happens to items that left the export.
    pub(crate) fn removal(&self, allowed: Option<u64>) -> RemovalRule {
        let removal = &self.settings.removal;
        RemovalRule {
            op: match removal.action {
                Action::Archive => Some(Op::Archive),
                Action::OutOfStock => Some(Op::SellOut),
                Action::Delete => Some(Op::Delete),
                Action::Keep => None,
            },
            guard: Guard {
                max_items: removal.max_items,
                max_share: removal.max_share,
                allowed,
            },
        }
    }
}

/// What to do about removals that wait for a decision.
pub(crate) fn withheld_hint(number: u64) -> String {
    let allow = format!("sync with `--allow-removals {number}`");
    match number {
        1 => format!("if this one really is gone from the shop, {allow}"),
        _ => format!("if these {number} really are gone from the shop, {allow}"),
    }
}

/// A remark on removals that are few and yet much of a small shop.
pub(crate) fn few_removals(removing: u64, live: u64, rule: &RemovalRule) -> Option<String> {
    let few = rule.guard.lets_go_for_being_few(removing, live);
    few.then(|| {
        format!(
            "{removing} of {live} live items have left the export; such a set waits for you only when it is larger \
             than `removal.max_items` ({})",
            rule.guard.max_items
        )
    })
}

/// Refusals of earlier runs that stand, with the place of the item as it is read now.
pub(crate) fn standing_refusals(
    store: &Store,
    judged: &Judged,
    refused_before: &[u32],
) -> Result<Vec<Refusal>, Failure> {
    if refused_before.is_empty() {
        return Ok(Vec::new());
    }
    let rows = store.refusals()?;
    let words: std::collections::HashMap<&str, &str> = rows
        .iter()
        .map(|row| (row.id.as_str(), row.message.as_str()))
        .collect();
    Ok(refused_before
        .iter()
        .map(|index| {
            let id = judged.known.id(*index);
            refusal(
                judged,
                *index,
                words.get(id).copied().unwrap_or_default(),
                true,
            )
        })
        .collect())
}

/// A refusal with the place of its item in the export.
pub(crate) fn refusal(judged: &Judged, index: u32, message: &str, known: bool) -> Refusal {
    let entry = judged.known.entry(index);
    let source = judged.sources.get(usize::from(entry.source));
    Refusal {
        id: judged.known.id(index).to_owned(),
        message: message.to_owned(),
        source: match entry.line {
            0 => String::new(),
            _ => source.map(|source| source.path.clone()).unwrap_or_default(),
        },
        line: u64::from(entry.line),
        known,
    }
}

/// The runtime for everything that waits.
pub(crate) fn runtime() -> Result<Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Failure::Start)
}

/// A path as people write it.
pub(crate) fn shown(path: &Path, cwd: &Path) -> String {
    path.strip_prefix(cwd).unwrap_or(path).display().to_string()
}

/// A listener that commands hand to the library.
pub(crate) type Listener = Arc<dyn shelfsync::report::Reporter>;

/// What a sandbox inside the process plays, if the environment names it.
fn scenario() -> Result<Option<Scenario>, SandboxError> {
    let file = std::env::var_os(SCENARIO).filter(|file| !file.is_empty());
    let scenario = file.map(|file| Scenario::load(Path::new(&file)));
    Ok(scenario.transpose()?)
}
