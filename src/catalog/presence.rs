//! Where an item stands in the live catalog, as far as we know.

/// Where an item stands in the live catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Presence {
    /// Never confirmed by Meta.
    New,
    /// Confirmed, and neither removed nor archived.
    Live,
    /// Left the export and was archived; it can come back.
    Archived,
    /// Left the export and was marked as sold out; it can come back.
    SoldOut,
    /// Found in the live catalog by listing it; its content is unknown.
    Listed,
}

impl Presence {
    /// Every state, for tables.
    pub const ALL: [Self; 5] = [
        Self::New,
        Self::Live,
        Self::Archived,
        Self::SoldOut,
        Self::Listed,
    ];

    /// The word in the state file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Live => "live",
            Self::Archived => "archived",
            Self::SoldOut => "sold out",
            Self::Listed => "listed",
        }
    }

    /// The state that a word of the state file names.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}
