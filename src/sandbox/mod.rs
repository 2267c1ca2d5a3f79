//! A local emulator of the Graph API for product catalogs.
