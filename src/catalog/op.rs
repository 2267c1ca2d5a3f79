//! What is asked of the catalog for one item.

use super::Presence;

/// What one record of a batch does to its item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// Brings an item that the catalog does not have.
    Create,
    /// Sends only the fields that changed.
    Update,
    /// Sends all fields of an item whose live content is not certain.
    Full,
    /// Brings back an item that had left the export, in full and active.
    Return,
    /// Marks a held-back item as sold out; nothing else of it goes out.
    Stock,
    /// Hides an item that left the export.
    Archive,
    /// Marks an item that left the export as sold out.
    SellOut,
    /// Deletes an item that left the export.
    Delete,
}

impl Op {
    /// Every operation, for tables.
    pub const ALL: [Self; 8] = [
        Self::Create,
        Self::Update,
        Self::Full,
        Self::Return,
        Self::Stock,
        Self::Archive,
        Self::SellOut,
        Self::Delete,
    ];

    /// The word in the state file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Full => "full",
            Self::Return => "return",
            Self::Stock => "stock",
            Self::Archive => "archive",
            Self::SellOut => "sell out",
            Self::Delete => "delete",
        }
    }

    /// The operation that a word of the state file names.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|op| op.word() == word)
    }

    /// Whether it takes an item away that left the export.
    pub const fn removes(self) -> bool {
        match self {
            Self::Archive | Self::SellOut | Self::Delete => true,
            Self::Create | Self::Update | Self::Full | Self::Return | Self::Stock => false,
        }
    }

    /// Whether the catalog holds just what was confirmed, once it is: the whole
    /// item was sent, or what changed of a certain one.
    pub const fn settles(self) -> bool {
        match self {
            Self::Create | Self::Update | Self::Full | Self::Return | Self::Delete => true,
            Self::Stock | Self::Archive | Self::SellOut => false,
        }
    }

    /// Where the item stands once Meta has confirmed; `None` when it is gone.
    pub const fn leads_to(self) -> Option<Presence> {
        match self {
            Self::Create | Self::Update | Self::Full | Self::Return | Self::Stock => {
                Some(Presence::Live)
            }
            Self::Archive => Some(Presence::Archived),
            Self::SellOut => Some(Presence::SoldOut),
            Self::Delete => None,
        }
    }
}
