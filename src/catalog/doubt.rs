//! How sure we are of what the live catalog holds of an item.

/// How sure we are of what the live catalog holds of an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// It holds what was confirmed.
    #[default]
    None,
    /// It was taken away for certain, but its fields are not.
    Content,
    /// Nothing is certain: a call for it has no verdict and never will have one.
    All,
}

impl Doubt {
    /// The number in the state file.
    pub const fn number(self) -> i64 {
        match self {
            Self::None => 0,
            Self::All => 1,
            Self::Content => 2,
        }
    }

    /// The doubt of a number in the state file; an unknown one doubts everything.
    pub const fn of(number: i64) -> Self {
        match number {
            0 => Self::None,
            2 => Self::Content,
            _ => Self::All,
        }
    }

    /// Whether anything is uncertain.
    pub const fn any(self) -> bool {
        match self {
            Self::None => false,
            Self::Content | Self::All => true,
        }
    }
}
