//! Reading a shop's export, one record at a time.
