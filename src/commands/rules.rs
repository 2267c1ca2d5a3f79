//! `shelfsync rules`: the rules that items are held to, or one with its reason.

use shelfsync::config::nearest;
use shelfsync::finding::Rule;

use super::flags::Output;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::View;

/// Flags of `rules`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  shelfsync rules
  shelfsync rules price-missing     what it means, why, and what to do
  shelfsync rules price             the rules of a field
  shelfsync rules --json            all of them, for scripts")]
pub(crate) struct Args {
    /// Rule to explain, or field [default: list all]
    #[arg(
        value_name = "RULE",
        long_help = "The rule to explain, by the name that reports show in brackets, such as \
                     price-missing. A field, such as price, lists its rules; the last word of rules \
                     that many fields have, such as missing, lists their fields. Without it, all \
                     rules are listed by severity."
    )]
    rule: Option<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Shows the rules; needs no configuration.
pub(crate) fn run(args: &Args, view: &View) -> Result<Exit, Failure> {
    let Some(name) = &args.rule else {
        let all: Vec<Rule> = Rule::all().collect();
        view.all_rules(&all).map_err(Failure::stdout)?;
        return Ok(Exit::Ok);
    };
    if let Some(rule) = Rule::find(name) {
        view.rule(rule).map_err(Failure::stdout)?;
        return Ok(Exit::Ok);
    }
    let some: Vec<Rule> = Rule::all().filter(|rule| is_one_of(*rule, name)).collect();
    if some.is_empty() {
        return Err(unknown(name));
    }
    view.some_rules(&some).map_err(Failure::stdout)?;
    Ok(Exit::Ok)
}

/// Whether a rule is about the field, or of the family, that is named.
fn is_one_of(rule: Rule, name: &str) -> bool {
    let of_field = rule.field().is_some_and(|field| field.name() == name);
    let of_family = rule.family().is_some_and(|family| {
        let short = family.strip_prefix("<field>-");
        family == name || short == Some(name.trim_start_matches('-'))
    });
    of_field || of_family
}

fn unknown(name: &str) -> Failure {
    let ids: Vec<String> = Rule::all().map(Rule::id).collect();
    let fields = Rule::all().filter_map(|rule| Some(rule.field()?.name()));
    let next = match nearest(name, ids.iter().map(String::as_str).chain(fields)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`shelfsync rules` lists them all".to_owned(),
    };
    Failure::Usage(format!(
        "there is no rule `{}`; {next}",
        crate::view::clean(name)
    ))
}
