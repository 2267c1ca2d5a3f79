//! A preset, ready for use: which column feeds what.

use std::collections::BTreeMap;

use super::aliases::Aliases;
use super::column::key;
use super::companion::Companion;
use super::doubt::Doubt;
use super::feed::Feed;
use super::file::{File, PresetError};
use super::join::JoinRule;
use super::layout::{Layout, Overlay};
use super::link::Link;
use super::naming::{Named, Naming, Pattern, bare};
use super::packed::Packed;
use super::reshape::Reshape;
use super::rule::{Input, Marks, Refuse, Skip, Target};

/// A preset, ready for use.
#[derive(Clone, Debug)]
pub struct Preset {
    /// Its name in settings and reports.
    pub name: String,
    /// What it reads, in words.
    pub title: String,
    /// How records make items.
    pub layout: Layout,
    /// Which rows only change others.
    pub overlay: Option<Overlay>,
    /// Columns whose cells hold several things, each with its name.
    pub packed: Vec<Packed>,
    /// What stands in front of paths of pictures, below the shop's address.
    pub image_base: String,
    /// By column: what the format's words in it mean to us; an empty meaning is
    /// that of an empty cell.
    pub words: BTreeMap<String, BTreeMap<String, String>>,
    /// How the format writes categories.
    pub categories: Categories,
    /// Names of columns that stand once for each language, which is the text in the gap.
    tongues: Vec<Pattern>,
    /// Whether languages have numbers in place of codes.
    pub numbered_tongues: bool,
    /// The decimal sign, where the format defines one.
    pub decimal: Option<char>,
    /// XML paths of its records.
    pub records: Vec<String>,
    /// What is done to cells before they make an item.
    pub reshape: Reshape,
    /// Files of this format that are no list of products.
    pub refuse: Vec<Refuse>,
    /// What else to say of a field that is missing, by its name.
    pub lack: BTreeMap<String, String>,
    /// What is not published.
    pub skip: Vec<Skip>,
    /// Columns that say what the shop shows, each under any of its names; without one
    /// of them nobody knows whether an item is shown.
    pub tell: Vec<Vec<String>>,
    /// Cells that leave open what a field is.
    pub doubts: Vec<Doubt>,
    /// What a setting can add, by key of `[shop]`.
    pub settings: BTreeMap<String, String>,
    /// How the address of an item's page is built where the export has none;
    /// the first whose columns have content is used.
    pub links: Vec<Link>,
    /// What stands between the values of a variant in its title; nothing is
    /// added to titles when there is none.
    pub joint: Option<String>,
    /// The view that is meant where columns are for several and nobody names one: that of
    /// the shop, as the system calls it.
    pub usual_view: Option<String>,
    /// The column whose name in the header says the currency of all amounts, as in
    /// `Action(SiteID=US|Currency=USD)`.
    pub currency_in: Option<String>,
    /// How the format marks and masks characters in its cells.
    pub marks: Marks,
    /// Whether prefixes of elements mean nothing, so that `b:ARTICLE` is `ARTICLE`.
    pub(super) prefixes: bool,
    /// How its rows belong to products, where it has no products of its own.
    pub join: Option<JoinRule>,
    /// Files that belong to one of this format.
    pub companions: Vec<Companion>,
    /// What the id is and why, for those who must choose.
    pub id: Vec<IdChoice>,
    pub(super) need: Vec<Vec<String>>,
    pub(super) favor: Vec<String>,
    pub(super) tie: String,
    /// The only form of its files, if there is one.
    pub(super) form: Option<String>,
    /// What columns are called, where those of a file are matched first.
    pub(super) generic: Option<Aliases>,
    pub(super) naming: Option<Naming>,
    pub(super) feeds: Vec<(Target, Vec<Feed>)>,
    ignored: Vec<String>,
    ignored_patterns: Vec<Pattern>,
}

/// How a format writes categories.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Categories {
    /// The sign between the parts of a path, where it is not `>`.
    pub part: Option<char>,
    /// First parts that every path has and that tell nothing; in lower case.
    pub roots: Vec<String>,
    /// The columns that hold a path level by level, by the number in their names.
    pub levels: Option<String>,
}

/// One way to number items, of which the shop's pixel sends one.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdChoice {
    /// The template for `[source.map] id`; empty for what the preset does by itself.
    #[serde(default)]
    pub template: String,
    /// Columns that must be there for it.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Who sends such ids, in words.
    pub about: String,
}

/// The number of the language whose columns have none.
const FIRST_TONGUE: &str = "0";

impl Preset {
    /// Reads a preset file.
    pub fn parse(text: &str) -> Result<Self, PresetError> {
        let file: File = toml::from_str(text)?;
        let fields = file.fields.into_iter().map(|(name, feeds)| {
            let target = Target::field(&name).ok_or(PresetError::Field(name))?;
            Ok((target, feeds))
        });
        let inputs = file.inputs.into_iter().map(|(name, feeds)| {
            let target = Input::find(&name).ok_or(PresetError::Input(name))?;
            Ok((Target::Input(target), feeds))
        });
        if let Some(doubt) = file
            .doubt
            .iter()
            .find(|of| Target::field(&of.field).is_none())
        {
            return Err(PresetError::Field(doubt.field.clone()));
        }
        let feeds = fields.chain(inputs).collect::<Result<_, PresetError>>()?;
        let naming =
            (!file.columns.is_empty()).then(|| Naming::new(file.columns, file.reshape.made()));
        let ignored = file.ignore.columns;
        Ok(Self {
            name: file.preset.name,
            title: file.preset.title,
            overlay: file.rows.overlay(),
            layout: Layout::new(file.preset.layout, file.rows)?,
            packed: file.unpack,
            image_base: file.images.base,
            words: file.words,
            categories: file.categories,
            numbered_tongues: file.language.numbered,
            tongues: file
                .language
                .columns
                .iter()
                .filter_map(|name| Pattern::parse(name))
                .collect(),
            decimal: file.preset.decimal,
            records: file.detect.records,
            reshape: file.reshape,
            refuse: file.refuse,
            lack: file.lack,
            skip: file.publish.skip,
            tell: file.publish.tell,
            doubts: file.doubt,
            settings: file.setting,
            links: file.link.templates,
            joint: file.preset.joint,
            usual_view: file.preset.usual_view,
            currency_in: file.preset.currency_in,
            marks: file.preset.marks,
            prefixes: file.preset.prefixes,
            join: file.join,
            companions: file.companion,
            id: file.id,
            need: file.detect.need,
            favor: file.detect.favor,
            tie: file.detect.tie,
            form: file.detect.form,
            generic: file.generic.map(Aliases::new),
            naming,
            feeds,
            ignored_patterns: ignored
                .iter()
                .filter_map(|name| Pattern::parse(name))
                .collect(),
            ignored,
        })
    }

    /// Whether some columns stand once for each language.
    pub fn has_tongues(&self) -> bool {
        !self.tongues.is_empty()
    }

    /// For a column that stands once for each language: which of those it is, and its
    /// language. `name` is in normal form.
    pub fn tongue<'n>(&self, name: &'n str) -> Option<(usize, &'n str)> {
        let mut tongues = self.tongues.iter().enumerate();
        let first = |pattern: &Pattern| {
            let first = self.numbered_tongues && pattern.is_base(name);
            first.then_some(FIRST_TONGUE)
        };
        tongues.find_map(|(at, pattern)| {
            let tongue = pattern.capture(name).or_else(|| first(pattern))?;
            Some((at, tongue))
        })
    }

    /// Whether the preset names columns in its own words, so that a header's
    /// name is one word. Else names are those of the catalog's fields, and may
    /// be paths (see [`Column`](super::Column)).
    pub fn has_own_names(&self) -> bool {
        self.naming.is_some() || self.generic.is_some()
    }

    /// Whether the columns of a file are matched before it can be read.
    pub fn adapts(&self) -> bool {
        self.generic.is_some()
    }

    /// What a header's name stands for, given in normal form.
    pub fn resolve<'a>(&'a self, name: &'a str) -> Named<'a> {
        match &self.naming {
            Some(naming) if self.prefixes => naming.resolve_bare(name, bare(name)),
            Some(naming) => naming.resolve(name),
            None => Named {
                name: name.into(),
                capture: None,
                place: 0,
            },
        }
    }

    /// Whether what becomes of a record depends on other parts of the file, or
    /// the record is more than one item.
    pub fn depends(&self) -> bool {
        let alone = matches!(self.layout, Layout::Flat | Layout::Continuation(_));
        !alone || self.overlay.is_some() || self.reshape.looks_elsewhere()
    }

    /// What a column of this name feeds, and how good a source it is: less is
    /// better, and the field's own name is 0. `inherited` asks for the parent's
    /// cell, which is a worse source than the item's own.
    pub fn feeds<'p>(&'p self, name: &str, inherited: bool) -> Vec<(Target, u16, &'p Feed)> {
        let fits = |feed: &&Feed| {
            feed.column == name
                && match (inherited, feed.of_parent) {
                    (false, of_parent) => !of_parent,
                    (true, true) => true,
                    (true, false) => self.layout.inherits(name),
                }
        };
        let mut found = Vec::new();
        for (target, feeds) in &self.feeds {
            let at = feeds.iter().position(|feed| fits(&feed));
            if let Some(at) = at {
                found.push((*target, rank(at) + u16::from(inherited), &feeds[at]));
            }
        }
        found
    }

    /// The view of the shop, or the group of customers, that a column is for, where
    /// its name says so: `h` of `price_h`. `name` is in normal form.
    pub fn view_of(&self, name: &str) -> Option<String> {
        let naming = self.naming.as_ref()?;
        let mut feeds = self.feeds.iter().flat_map(|(_, feeds)| feeds);
        let view = feeds.find_map(|feed| {
            let by = feed.by?;
            by.view_in(naming.capture_of(&feed.column, name)?)
        });
        let tongue = self.tongue(name).filter(|_| self.numbered_tongues);
        view.or(tongue.map(|(_, tongue)| tongue)).map(str::to_owned)
    }

    /// The same for columns of which none is read until a view is chosen.
    pub fn view_to_choose(&self, name: &str) -> Option<String> {
        let naming = self.naming.as_ref()?;
        let own = naming.resolve(name);
        let mut feeds = self.feeds.iter().flat_map(|(_, feeds)| feeds);
        let view = feeds.find_map(|feed| {
            let by = feed.by.filter(|by| by.parts() && feed.column == own.name)?;
            by.view_in(own.capture?)
        });
        view.map(str::to_owned)
    }

    /// Whether any column feeds a field.
    pub fn feeds_field(&self, field: crate::catalog::Field) -> bool {
        let wanted = Target::Field(field);
        self.feeds.iter().any(|(target, _)| *target == wanted)
    }

    /// Whether a feed stands for what the parent's id would be, and for what.
    pub fn parent_id_feeds(&self) -> impl Iterator<Item = (Target, u16)> {
        self.feeds.iter().filter_map(|(target, feeds)| {
            let at = feeds
                .iter()
                .position(|feed| feed.of_parent && feed.column == "@id")?;
            Some((*target, rank(at)))
        })
    }

    /// Whether something is made of the parent's cell in this column, as such or as
    /// what its id would be.
    pub fn asks_parent(&self, name: &str) -> bool {
        let asked = |column: &str, of_parent: bool| {
            let mut feeds = self.feeds.iter().flat_map(|(_, feeds)| feeds);
            feeds.any(|feed| feed.of_parent == of_parent && feed.column == column)
        };
        let id = Target::Field(crate::catalog::Field::Id);
        let is_id = || {
            let mut own = self.feeds(name, false).into_iter();
            own.any(|(target, ..)| target == id)
        };
        asked(name, true) || (asked("@id", true) && is_id())
    }

    /// Whether only the parent names the options of its variants, whose columns have
    /// the same names.
    pub fn lists_options(&self) -> bool {
        let name = Target::Input(Input::OptionName);
        let mut feeds = self.feeds.iter().filter(|(target, _)| *target == name);
        feeds.any(|(_, feeds)| feeds.iter().all(|feed| feed.of_parent))
    }

    /// How good a source of a field the options of a variant are, and what more
    /// is said of them.
    pub fn option_feed(&self, target: Target) -> Option<(u16, &Feed)> {
        let (_, feeds) = self.feeds.iter().find(|(fed, _)| *fed == target)?;
        let at = feeds.iter().position(|feed| feed.column == "@option")?;
        Some((rank(at), &feeds[at]))
    }

    /// Whether a column of this base name is known to have no place in the
    /// catalog, so that nothing needs to be said of it.
    pub fn ignores(&self, base: &str) -> bool {
        self.ignored.iter().any(|name| name == base)
            || self
                .ignored_patterns
                .iter()
                .any(|pattern| pattern.capture(base).is_some())
    }

    /// Whether a column of this name means anything to the preset.
    pub fn knows(&self, name: &str) -> bool {
        self.knows_key(name, &key(name))
    }

    /// The same, where its normal form is at hand.
    pub(super) fn knows_key(&self, name: &str, key: &str) -> bool {
        if let Some(aliases) = &self.generic {
            return aliases.sense(name).is_some();
        }
        if let Some(naming) = &self.naming {
            let bare = if self.prefixes { bare(key) } else { None };
            return naming.knows(bare.as_deref().unwrap_or(key));
        }
        let column = super::Column::parse(name);
        let base = column.base.as_ref();
        Target::field(base).is_some()
            || !self.feeds(base, false).is_empty()
            || self.ignores(base)
            || self.favor.iter().any(|favored| favored == base)
            || self.skip.iter().any(|skip| skip.column == base)
            || self.need.iter().flatten().any(|needed| needed == key)
    }
}

/// Ranks stand apart, for the shades that a column's name adds; 0 is for the field's own
/// name.
fn rank(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX / 8).saturating_add(1) * 4
}
