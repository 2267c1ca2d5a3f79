//! The page of the whole program.

use clap::Command;

use super::page::Page;
use super::{commands, name};

/// Every command, every option once, and what all commands have in common.
pub(super) fn page(program: &Command) -> String {
    let all = commands(program);
    let mut page = Page::new("shelfsync", program);
    page.section("SYNOPSIS");
    page.usage(program);
    page.section("DESCRIPTION");
    page.description(program);
    page.section("COMMANDS");
    page.commands(all.clone());
    page.section("OPTIONS");
    page.options(&all);
    page.ending(&all);
    page.section("SEE ALSO");
    let pages: Vec<String> = all.iter().map(|one| format!("{}(1)", name(one))).collect();
    page.paragraph(&pages.join(", "));
    page.text()
}
