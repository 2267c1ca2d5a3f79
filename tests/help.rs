//! What the program says when it is looked up or called wrongly, word for word.
//!
//! `TRYCMD=overwrite cargo test --test help` writes what is said now into
//! `tests/cmd`; read the difference before you keep it.

#[test]
fn help_tables_and_usage_errors_are_what_the_snapshots_hold() {
    trycmd::TestCases::new()
        .env("TERM", "dumb")
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .env("META_ACCESS_TOKEN", "")
        .env("META_ACCESS_TOKEN_FILE", "")
        .env("META_APP_SECRET", "")
        .case("tests/cmd/*.trycmd");
}
