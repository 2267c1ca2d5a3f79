//! From what the user named to opened sources with their presets.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::catalog::FieldSet;
use crate::config::{self, DateOrder, DecimalSign, Joining, MapEntry, Origin, Role};
use crate::fetch::Fetcher;
use crate::normalize::{Orders, Signs};
use crate::preset::{self, Matching, Open, Preset, known_column, record_paths};
use crate::report::{Event, Reporter};
use crate::source::{self, Hints, Opening, PrintKey, Source, Watch};

use super::InputError;
use super::joined::{Withheld, too_old};
use super::matched::match_columns;
use super::memo::KeptSource;
use super::place::{OnDisk, Place, places};
use super::recognize::{adapt, named_preset, of_role, open_columns, recognized, refused};

/// A source, opened and recognized.
pub struct Input {
    /// As the user named it.
    pub shown: String,
    /// The opened file.
    pub source: Source,
    /// Which file of which source it is.
    pub(super) file: FileOf,
    /// The preset that reads it.
    pub preset: &'static Preset,
    /// How its columns were matched, where no preset knows them.
    pub matching: Option<Matching>,
    /// Columns of which nobody knows which is what, though items would be wrong without
    /// it. No item is made as long as there are any.
    pub open: Vec<Open>,
    /// The decimal sign that a setting gives.
    pub decimal: Option<DecimalSign>,
    /// The order of day and month in dates that a setting gives.
    pub dates: Option<DateOrder>,
    /// The view of the shop, or the group of customers, that it is read for.
    pub view: Option<String>,
    /// The templates of its map.
    pub map: Vec<MapEntry>,
    /// What it tells about the items.
    pub role: Role,
    /// How it belongs to the products, where it has none of its own.
    pub(super) joining: Joining,
    /// Its `[[source]]`.
    pub(super) origin: Origin,
    /// How amounts are written, as the last run settled it from the whole file.
    pub(super) signs: Option<Signs>,
    /// The order of day and month in dates, as the last run settled it.
    pub(super) orders: Option<Orders>,
    /// The fields that the last run found columns for.
    pub(super) fields: FieldSet,
    /// A temporary file must live as long.
    _file: Arc<OnDisk>,
}

/// A file, as it is known again in another run, be the folder another one.
#[derive(Clone, Debug)]
pub(super) struct FileOf {
    /// The path of the source as it is written; nothing for those of the command line,
    /// which are one source: a shell may have made them of a pattern.
    pub(super) source: String,
    /// The file as seen from the folder of the source.
    pub(super) name: String,
}

/// What a report says of a source (`contract.md` 6).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SourceReport {
    /// As the user named it.
    pub path: String,
    /// The preset that read it.
    pub preset: String,
    /// Its encoding.
    pub encoding: String,
    /// Records in it.
    pub records: u64,
    /// Records that are no item of their own.
    pub without_item: u64,
    /// What it tells about the items.
    #[serde(with = "role")]
    pub role: Role,
}

/// A role by its word.
mod role {
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    use crate::config::Role;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it on so")]
    pub(super) fn serialize<S: Serializer>(role: &Role, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(role.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Role, D::Error> {
        let word = String::deserialize(from)?;
        let roles = [Role::Products, Role::Stock, Role::Prices, Role::Supplement];
        let found = roles.into_iter().find(|role| role.as_str() == word);
        found.ok_or_else(|| D::Error::custom("no role"))
    }
}

/// Opens all sources of a run, in order. Files are named as seen from `cwd`,
/// the working folder. Every file is looked at from beginning to end before the
/// first item is made; `stopped` is asked while that takes long.
pub fn open_inputs(
    sources: &[config::Source],
    cwd: &Path,
    fetcher: &Fetcher,
    reporter: &dyn Reporter,
    stopped: &dyn Fn() -> bool,
) -> Result<Vec<Input>, InputError> {
    let found = fetch(sources, cwd, fetcher, reporter, stopped)?;
    if let Some(Withheld { shown, why, .. }) = found.withheld {
        return Err(InputError::StockMissing { shown, why });
    }
    found.files.iter().map(|file| file.open(reporter)).collect()
}

/// A file of a source, fetched and out of its container; not yet looked at.
pub(super) struct Located<'s> {
    shown: String,
    name: String,
    file: Arc<OnDisk>,
    source: &'s config::Source,
    preset: Option<&'static Preset>,
}

/// The files of all sources.
pub(super) struct Found<'s> {
    /// Those of products first, and each kind in the order of the configuration.
    pub(super) files: Vec<Located<'s>>,
    /// A source of stock that is not used.
    pub(super) withheld: Option<Withheld>,
}

/// Fetches the files of all sources, in order.
pub(super) fn fetch<'s>(
    sources: &'s [config::Source],
    cwd: &Path,
    fetcher: &Fetcher,
    reporter: &dyn Reporter,
    stopped: &dyn Fn() -> bool,
) -> Result<Found<'s>, InputError> {
    let unpacker = Unpacker { reporter, stopped };
    let addresses = sources.iter().filter_map(config::Source::address);
    let urls: Vec<_> = addresses.map(|(url, _)| url).collect();
    let session = fetcher.begin(&urls, reporter, stopped)?;
    let mut found = Found {
        files: Vec::new(),
        withheld: None,
    };
    for source in sources {
        if source.role == Role::Products && !source.joining.is_empty() {
            return Err(InputError::Joining {
                origin: source.origin.to_string(),
                why: "this source has a setting for one that is joined to the products; add `role = \"stock\"`, \
                      `\"prices\"` or `\"supplement\"`, or take it out"
                    .to_owned(),
            });
        }
        let preset = source.preset.as_deref().map(named_preset).transpose()?;
        let locate = || -> Result<Vec<Located<'s>>, InputError> {
            let mut files = Vec::new();
            for place in places(source, cwd, &session, reporter, stopped)? {
                let why = source
                    .joining
                    .max_age
                    .and_then(|most| too_old(&place.file, most));
                if let Some(why) = why {
                    let shown = place.shown;
                    return Err(InputError::TooOld { shown, why });
                }
                let (name, whole) = (name_of(&place, source), place.shown.clone());
                for (shown, file) in unpacker.unpack(place)? {
                    // `export.zip#part-1.csv`
                    let part = shown.strip_prefix(&whole).unwrap_or(&shown);
                    files.push(Located {
                        name: format!("{name}{part}"),
                        shown,
                        file: Arc::new(file),
                        source,
                        preset,
                    });
                }
            }
            Ok(files)
        };
        match locate() {
            Ok(files) => found.files.extend(files),
            Err(error) => found.withhold(source, error)?,
        }
    }
    session.finish()?;
    found
        .files
        .sort_by_key(|file| file.source.role != Role::Products);
    Ok(found)
}

/// A file as seen from the folder of its source.
fn name_of(place: &Place, source: &config::Source) -> String {
    match &place.file {
        OnDisk::Own(path) => {
            let name = path.strip_prefix(&source.base).unwrap_or(path);
            name.display().to_string()
        }
        OnDisk::Temporary(_) | OnDisk::Fetched(_) => place.shown.clone(),
    }
}

impl Found<'_> {
    /// A source of stock that cannot be had holds stock back; any other one ends the
    /// run.
    fn withhold(&mut self, source: &config::Source, error: InputError) -> Result<(), InputError> {
        let withheld = Withheld::of(source, error)?;
        self.withheld.get_or_insert(withheld);
        Ok(())
    }
}

impl Located<'_> {
    /// What it tells about the items.
    pub(super) fn role(&self) -> Role {
        self.source.role
    }

    /// The source that names it.
    pub(super) fn source(&self) -> &config::Source {
        self.source
    }

    pub(super) fn path(&self) -> &Path {
        self.file.path()
    }

    /// As the user named it.
    pub(super) fn shown(&self) -> &str {
        &self.shown
    }

    /// Looks at the file from beginning to end.
    pub(super) fn open(&self, reporter: &dyn Reporter) -> Result<Input, InputError> {
        let source = self.source;
        let hints = Hints {
            encoding: source.encoding.as_deref(),
            delimiter: source.delimiter,
            header: source.header.as_deref(),
            known: &known_column,
            records: &record_paths,
        };
        let opened = Source::open(self.path(), &self.shown, &hints)?;
        // What is no list of products may well be what another role asks for.
        let refused = (source.role == Role::Products).then(|| refused(self.preset, opened.facts()));
        if let Some(why) = refused.flatten() {
            let shown = self.shown.clone();
            return Err(InputError::Refused { shown, why });
        }
        let (preset, matching) = match self.preset {
            Some(preset) if preset.adapts() => adapt(preset, match_columns(&opened)),
            Some(preset) => (preset, None),
            None if source.role != Role::Products => {
                let found = of_role(opened.facts(), source.role);
                let found = found.ok_or_else(|| InputError::JoinKey {
                    shown: self.shown.clone(),
                    why: "no preset reads it; name one with `preset`".to_owned(),
                })?;
                (found, None)
            }
            None => recognized(&opened, &self.source.map, &self.shown)?,
        };
        Ok(self.input(opened, preset, matching, reporter))
    }

    /// Takes the file for what it was in the last run, if it begins like that.
    pub(super) fn assume(
        &self,
        kept: &KeptSource,
        key: &PrintKey,
        reporter: &dyn Reporter,
    ) -> Result<Option<Input>, InputError> {
        let Some(preset) = preset::find(&kept.preset) else {
            return Ok(None);
        };
        let Some(opened) = Source::assume(self.path(), &self.shown, &kept.outline, key)? else {
            return Ok(None);
        };
        let (mut preset, mut matching) = (preset, None);
        if preset.adapts() {
            // The records may say otherwise than those of the last run. In XML they name the
            // columns, too.
            let found = match_columns(&opened);
            let kept = kept.matching.as_ref();
            let same = kept.is_some_and(|kept| kept.is_like(&found));
            if !same || matches!(opened.facts().form, source::Form::Xml { .. }) {
                return Ok(None);
            }
            (preset, matching) = adapt(preset, found);
        }
        Ok(Some(self.input(opened, preset, matching, reporter)))
    }

    fn input(
        &self,
        opened: Source,
        preset: &'static Preset,
        matching: Option<Matching>,
        reporter: &dyn Reporter,
    ) -> Input {
        reporter.tell(Event::Opened {
            source: self.shown.clone(),
            preset: preset.name.clone(),
            encoding: opened.facts().encoding.to_owned(),
        });
        let open = matching
            .as_ref()
            .map(|found| open_columns(found, self.source))
            .unwrap_or_default();
        Input {
            shown: self.shown.clone(),
            file: FileOf {
                source: match self.source.origin {
                    Origin::Flag(_) => String::new(),
                    _ => config::shown_address(&self.source.path),
                },
                name: self.name.clone(),
            },
            source: opened,
            preset,
            matching,
            open,
            decimal: self.source.decimal,
            dates: self.source.dates,
            view: self.source.view.clone(),
            map: self.source.map.clone(),
            role: self.source.role,
            joining: self.source.joining.clone(),
            origin: self.source.origin.clone(),
            signs: None,
            orders: None,
            fields: FieldSet::default(),
            _file: Arc::clone(&self.file),
        }
    }
}

/// Takes files out of their containers.
struct Unpacker<'a> {
    reporter: &'a dyn Reporter,
    stopped: &'a dyn Fn() -> bool,
}

impl Unpacker<'_> {
    /// The text of a place: out of its container, if it is in one. An archive may
    /// hold it in parts.
    fn unpack(&self, place: Place) -> Result<Vec<(String, OnDisk)>, InputError> {
        let folder = std::env::temp_dir();
        let told = |bytes| {
            self.reporter.tell(Event::Unpacking {
                source: place.shown.clone(),
                bytes,
            });
        };
        let opening = Opening {
            wanted: place.wanted.as_deref(),
            folder: &folder,
            known: &known_column,
            watch: Watch {
                stopped: self.stopped,
                told: &told,
            },
        };
        Ok(
            match source::unpack(place.file.path(), &place.shown, &opening)? {
                Some(unpacked) => unpacked
                    .into_iter()
                    .map(|part| (part.shown, OnDisk::Temporary(part.path)))
                    .collect(),
                None => vec![(place.shown, place.file)],
            },
        )
    }
}
