//! From a record of an export to an item of the catalog.
