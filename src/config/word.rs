//! The settings that are one of a few words.

/// A setting that is one of a few words.
pub(super) trait Word: Copy + 'static {
    /// Every word with its meaning.
    const WORDS: &'static [(&'static str, Self)];
}

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// The word as it stands in the configuration.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl Word for $name {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$variant),)+];
        }
    };
}

words! {
    /// The condition of items whose export does not say one.
    Condition {
        /// Never used.
        New = "new",
        /// Made good again.
        Refurbished = "refurbished",
        /// Second hand.
        Used = "used",
    }
}

words! {
    /// Whether an item can be had, in the catalog's words.
    Availability {
        /// Ships at once.
        InStock = "in stock",
        /// Cannot be bought now.
        OutOfStock = "out of stock",
        /// Can be ordered, ships later; a pre-order too.
        AvailableForOrder = "available for order",
    }
}

words! {
    /// Whether the prices of the export contain the tax.
    Prices {
        /// They contain it.
        Gross = "gross",
        /// They do not; `shop.tax_rate` is added.
        Net = "net",
    }
}

words! {
    /// Whether exports may be fetched from addresses inside a network.
    Private {
        /// Only from public ones.
        Refuse = "refuse",
        /// From those of the own network, too.
        Allow = "allow",
    }
}

words! {
    /// What a source tells about the items.
    Role {
        /// Everything: the items themselves.
        Products = "products",
        /// Stock only.
        Stock = "stock",
        /// Prices only.
        Prices = "prices",
        /// Whatever its columns mean.
        Supplement = "supplement",
    }
}

words! {
    /// What happens to a live item that left the export.
    Action {
        /// It is hidden and comes back when the export has it again.
        Archive = "archive",
        /// It stays visible, sold out.
        OutOfStock = "out-of-stock",
        /// It is deleted from the catalog.
        Delete = "delete",
        /// Nothing.
        Keep = "keep",
    }
}

words! {
    /// What stands first in dates that do not begin with a year of four digits.
    DateOrder {
        /// `30/04/2026`.
        DayFirst = "day-first",
        /// `04/30/2026`.
        MonthFirst = "month-first",
        /// `26-04-30`.
        YearFirst = "year-first",
    }
}

words! {
    /// The sign before the decimals of an amount.
    DecimalSign {
        /// `1.5`.
        Point = ".",
        /// `1,5`.
        Comma = ",",
    }
}
