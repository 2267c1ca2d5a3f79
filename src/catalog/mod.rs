//! The model of a catalog item: fields, values, money. No I/O, no async, nothing of ours below it.
