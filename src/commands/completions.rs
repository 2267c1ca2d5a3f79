//! `shelfsync completions`: what a shell needs to complete commands, flags and words.

use clap_complete::Shell;

use super::flags::Help;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::View;

/// Flags of `completions`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  source <(shelfsync completions bash)     in ~/.bashrc
  shelfsync completions zsh > ~/.zfunc/_shelfsync
  shelfsync completions fish > ~/.config/fish/completions/shelfsync.fish")]
pub(crate) struct Args {
    /// Shell that is to complete
    #[arg(
        value_name = "SHELL",
        value_enum,
        long_help = "The shell that is to complete. The script is written to standard output; where \
                     your shell looks for it is told in docs/commands.md."
    )]
    shell: Shell,
    #[command(flatten)]
    help: Help,
}

impl Args {
    /// Whether the shell's script can offer words with blanks in them.
    pub(crate) fn takes_blanks(&self) -> bool {
        matches!(self.shell, Shell::Zsh | Shell::Fish)
    }
}

/// Prints the script for `program`.
pub(crate) fn run(args: &Args, mut program: clap::Command) -> Result<Exit, Failure> {
    let name = program.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut program, name, &mut script);
    View::text(&script).map_err(Failure::stdout)?;
    Ok(Exit::Ok)
}
