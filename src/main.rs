//! The command-line program: flags in, exit code out.

mod cli;
mod commands;
mod exit;
mod failure;
mod view;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
