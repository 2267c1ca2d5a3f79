//! `shelfsync man`: the manual, made from the flags themselves.

mod page;
mod whole;

use std::fs;
use std::path::PathBuf;

use clap::{Command, ValueHint};

use self::page::Page;
use super::flags::Help;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::View;

/// Flags of `man`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  shelfsync man | man -l -
  shelfsync man --dir ~/.local/share/man/man1   one page a command")]
pub(crate) struct Args {
    /// Write one page a command into this folder
    #[arg(
        long,
        value_name = "FOLDER",
        value_hint = ValueHint::DirPath,
        help_heading = "Output",
        long_help = "Writes one page a command into this folder, which is made when it is not there. \
                     Without this flag, one page of the whole program goes to standard output."
    )]
    dir: Option<PathBuf>,
    #[command(flatten)]
    help: Help,
}

/// Prints or writes the manual of `program`.
pub(crate) fn run(args: &Args, mut program: Command) -> Result<Exit, Failure> {
    program.build();
    let Some(folder) = &args.dir else {
        View::text(whole::page(&program).as_bytes()).map_err(Failure::stdout)?;
        return Ok(Exit::Ok);
    };
    let fault = |path: &PathBuf, source| Failure::Write {
        path: path.display().to_string(),
        source,
    };
    fs::create_dir_all(folder).map_err(|source| fault(folder, source))?;
    let mut pages = vec![("shelfsync".to_owned(), whole::page(&program))];
    for command in commands(&program) {
        pages.push((name(command), page_of(command)));
    }
    for (name, page) in pages {
        let path = folder.join(format!("{name}.1"));
        fs::write(&path, page).map_err(|source| fault(&path, source))?;
    }
    Ok(Exit::Ok)
}

/// The commands below one that has a page of their own, in the order of the help.
fn commands(above: &Command) -> Vec<&Command> {
    let mut all = Vec::new();
    for command in above.get_subcommands() {
        if command.get_name() == "help" {
            continue;
        }
        all.push(command);
        all.extend(commands(command));
    }
    all
}

/// `shelfsync-config-show`: the name of its page.
fn name(command: &Command) -> String {
    spoken(command).replace(' ', "-")
}

/// `shelfsync config show`: how it is called.
fn spoken(command: &Command) -> &str {
    command.get_bin_name().unwrap_or(command.get_name())
}

/// The page of one command.
fn page_of(command: &Command) -> String {
    let mut page = Page::new(&name(command), command);
    page.section("SYNOPSIS");
    page.usage(command);
    page.section("DESCRIPTION");
    page.description(command);
    if command.has_subcommands() {
        page.section("COMMANDS");
        page.commands(commands(command));
    }
    page.section("OPTIONS");
    page.options(&[command]);
    page.ending(&[command]);
    page.section("SEE ALSO");
    page.paragraph("shelfsync(1)");
    page.text()
}
