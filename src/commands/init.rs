//! `shelfsync init`: looks at an export and writes the settings for it.
//!
//! It asks only for what the export cannot tell, and writes nothing before all
//! answers are there. Nothing is assumed about condition, currency and
//! availability (`contract.md` rule 4).

mod answers;
mod columns;
mod draft;
mod exports;
mod find;
mod ids;
mod page;
mod place;
mod questions;
mod settle;
mod steps;
mod watch;

use std::path::PathBuf;

use clap::ValueHint;
use shelfsync::catalog::Field;
use shelfsync::pipeline::{DecimalBasis, Look, Recognized, look, recognize};
use shelfsync::report::{Stage, Stopwatch};

use self::answers::Answers;
use self::draft::{Draft, about};
use self::exports::Exports;
use self::place::Target;
use self::watch::Watch;
use super::context::Context;
use super::flags::{Common, ExportFlags, Output, overrides};
use super::offline::offline_report;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::{Asker, IdOptions, MissingSetting, Setup, Sighting, Unanswered, View, can_ask};

/// Flags of `init`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  shelfsync init products.csv
  shelfsync init                      the export that lies in this folder
  shelfsync init products.csv --yes --currency EUR --condition new
  shelfsync init 'exports/*.csv' --print")]
pub(crate) struct Args {
    #[command(flatten)]
    export: ExportFlags,
    /// Catalog id
    #[arg(
        long,
        value_name = "ID",
        help_heading = "Settings",
        long_help = "The catalog's id, as Meta's Commerce Manager shows it. It can be filled in \
                     later: check does without it."
    )]
    catalog: Option<String>,
    /// Ask nothing; what only you know is left to be filled in
    #[arg(
        short,
        long,
        help_heading = "Settings",
        long_help = "Asks nothing, as scripts want it. What the export does not say and no flag \
                     gives is left in the file as a line to be filled in; when something is needed, \
                     the exit code is 2. Condition, currency and availability are never assumed."
    )]
    yes: bool,
    /// File to write [default: shelfsync.toml]
    #[arg(
        short,
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        conflicts_with = "print",
        help_heading = "File",
        long_help = "The file to write. It must not exist: no file is ever overwritten."
    )]
    output: Option<PathBuf>,
    /// Write the settings to standard output
    #[arg(
        long,
        help_heading = "File",
        long_help = "Writes the settings to standard output in place of a file; what was found goes \
                     to standard error."
    )]
    print: bool,
    #[command(flatten)]
    pub(crate) output_flags: Output,
}

impl From<Unanswered> for Failure {
    fn from(error: Unanswered) -> Self {
        Self::Usage(error.to_string())
    }
}

/// Looks at an export and writes the settings for it.
pub(crate) fn run(args: &Args, view: &mut View) -> Result<Exit, Failure> {
    let cwd = std::env::current_dir().map_err(Failure::Start)?;
    let target = Target::new(args.output.as_deref(), args.print, &cwd)?;
    let common = Common {
        catalog: args.catalog.clone(),
        ..Common::default()
    };
    let mut answers = Answers::new(overrides(&common, Some(&args.export), None))?;
    // Standard input is not there for answers when it is the export.
    let piped = answers.exports().iter().any(|export| export == "-");
    let asks = !args.yes && !args.output_flags.json && !piped && can_ask();
    let watch = Watch::new(asks)?;
    let mut notes = Vec::new();
    if answers.exports().is_empty() {
        let found = find::find(&answers, &cwd, view, asks, &watch)?;
        notes.push(format!("No export was named: this is about {found}."));
        answers.take_exports(vec![found]);
    }
    let context = answers.context()?;
    let mut session = Session {
        exports: Exports::open(&context, view, &watch)?,
        answers,
        target,
        view,
        watch,
        notes,
        mapped: Vec::new(),
        begun: Stopwatch::start(),
        asks,
        yes: args.yes,
    };
    session.run(&context)
}

/// One run of `init`, from the opened export to the file.
struct Session<'v> {
    exports: Exports,
    answers: Answers,
    target: Target,
    view: &'v View,
    watch: Watch,
    notes: Vec<String>,
    /// Which column makes a field, as somebody said.
    mapped: Vec<(Field, String)>,
    begun: Stopwatch,
    asks: bool,
    yes: bool,
}

impl Session<'_> {
    fn run(&mut self, context: &Context) -> Result<Exit, Failure> {
        let mut recognized = self.recognize()?;
        let listener = self.view.listener();
        let weighed = ids::weigh(&mut self.exports, &context.terms(), &listener, &|| {
            self.watch.stopped()
        });
        let (mut ids, seen) = self.watch.heed(weighed)?;
        let sighting = self.sight(context, seen)?;
        self.view
            .found(&recognized, &sighting, self.target.printed)
            .map_err(Failure::stdout)?;
        let mut unfed = sighting.unfed.clone();
        let missing = if self.asks {
            let mut asked = Vec::new();
            let missing = self.ask(sighting.missing, &mut ids, &mut asked)?;
            unfed = self.ask_columns(unfed, &recognized)?;
            // With an id or a price, more can be missing.
            if self.mapped.is_empty() {
                missing
            } else {
                self.ask_more(&mut asked)?
            }
        } else {
            self.refuse_to_guess(&sighting)?;
            sighting.missing
        };
        for (one, input) in recognized.iter_mut().zip(&self.exports.inputs) {
            if let Some(sign) = input.decimal {
                one.basis.decimal = DecimalBasis::Setting(sign);
            }
        }
        let context = self.answers.context()?;
        let text = Draft {
            settings: &context.settings,
            exports: &self.exports,
            recognized: &recognized,
            missing: &missing,
            unfed: &unfed,
            mapped: &self.mapped,
            ids: &ids,
            base: &self.target.base,
        }
        .text();
        let sighting = self.check(&text)?;
        self.finish(recognized, sighting, ids, text)
    }

    /// What the files are. A decimal sign that no cell shows is asked for, and so is the
    /// order of dates, without which only some sales are left out.
    fn recognize(&mut self) -> Result<Vec<Recognized>, Failure> {
        let found = recognize(&self.exports.inputs, &|| self.watch.stopped());
        let mut recognized = self.watch.heed(found)?;
        for (at, one) in recognized.iter_mut().enumerate() {
            self.settle_decimal(at, one)?;
            if self.asks {
                self.settle_dates(at, one)?;
            }
        }
        Ok(recognized)
    }

    /// Asks until nothing new is missing; what is left was left open.
    fn ask(
        &mut self,
        missing: Vec<MissingSetting>,
        ids: &mut IdOptions,
        asked: &mut Vec<String>,
    ) -> Result<Vec<MissingSetting>, Failure> {
        let answers = &mut self.answers;
        let given = self.view.ask(|asker| {
            let given = questions::settings(asker, answers, &missing, asked)?;
            let other = questions::id(asker, ids)?;
            if answers
                .context()
                .is_ok_and(|context| context.settings.catalog.id.is_none())
            {
                questions::catalog(asker, answers)?;
            }
            Ok::<bool, Unanswered>(given || other)
        })?;
        ids::take(&mut self.exports.inputs, ids);
        // With a price or a link, more can be seen, and more may be missing.
        if given {
            self.ask_more(asked)
        } else {
            Ok(missing)
        }
    }

    /// Looks anew and asks for what was not asked before, until there is nothing more.
    fn ask_more(&mut self, asked: &mut Vec<String>) -> Result<Vec<MissingSetting>, Failure> {
        loop {
            let context = self.answers.context()?;
            let seen = self.look_and_settle(&context)?;
            let missing = self.sight(&context, seen)?.missing;
            let answers = &mut self.answers;
            let ask = |asker: &mut Asker<'_>| questions::settings(asker, answers, &missing, asked);
            if !self.view.ask(ask)? {
                return Ok(missing);
            }
        }
    }

    /// Without a terminal nobody can be asked, and without `--yes` nobody said
    /// that it may be left open.
    fn refuse_to_guess(&self, sighting: &Sighting) -> Result<(), Failure> {
        if self.yes || sighting.is_complete() {
            return Ok(());
        }
        let needed = sighting.missing.iter().filter(|one| one.needed);
        let flags: Vec<String> = needed
            .filter_map(|one| Some(format!("`{} {}`", one.key.flag?.name, one.key.example)))
            .collect();
        let give = if flags.is_empty() {
            "give".to_owned()
        } else {
            format!(
                "give what is true of the shop, as in {}, or",
                flags.join(" ")
            )
        };
        Err(Failure::Usage(format!(
            "the export does not say everything, and nobody can be asked here; {give} `--yes`, \
             which leaves it to be filled in"
        )))
    }

    /// Checks the file as it will stand, in the same way as `check`.
    fn check(&mut self, text: &str) -> Result<Sighting, Failure> {
        let context = self.target.load(text)?;
        let sources = context.settings.sources()?;
        if self.exports.only_once() {
            // The file says of each source what was said of it before.
            for (input, at) in self.exports.inputs.iter_mut().zip(&self.exports.of) {
                if let Some(source) = sources.get(*at) {
                    input.map.clone_from(&source.map);
                    input.decimal = source.decimal;
                    input.dates = source.dates;
                }
            }
        } else {
            self.exports = Exports::open(&context, self.view, &self.watch)?;
        }
        let seen = self.look(&context)?;
        self.sight(&context, seen)
    }

    fn look(&self, context: &Context) -> Result<Look, Failure> {
        let listener = self.view.listener();
        let seen = look(
            &self.exports.inputs,
            &context.terms(),
            listener.as_ref(),
            &|| self.watch.stopped(),
        );
        self.watch.heed(seen)
    }

    fn sight(&self, context: &Context, seen: Look) -> Result<Sighting, Failure> {
        let presets = || self.exports.inputs.iter().map(|input| input.preset);
        let missing = seen.lacks.iter().map(|lack| MissingSetting {
            key: lack.key,
            about: about(presets(), lack.key),
            items: lack.items,
            of: seen.examined,
            needed: lack.stops,
            rule: lack.rule.id(),
        });
        let missing = missing.collect();
        let (variants, mut unfed) = (seen.variants, seen.unfed);
        for field in &self.exports.open {
            let is_said = self.mapped.iter().any(|(mapped, _)| mapped == field);
            if !is_said && !unfed.contains(field) {
                unfed.push(*field);
            }
        }
        // Reading and asking take turns: they are not told apart.
        let mut watch = self.begun;
        watch.lap(Stage::Reading);
        let mut report = offline_report("init", context, seen.judged, watch)?;
        report.notes.clone_from(&self.notes);
        Ok(Sighting {
            report,
            variants,
            missing,
            unfed,
        })
    }

    /// Writes the file and says so.
    fn finish(
        &mut self,
        recognized: Vec<Recognized>,
        mut sighting: Sighting,
        ids: IdOptions,
        text: String,
    ) -> Result<Exit, Failure> {
        let written = if self.target.printed {
            None
        } else {
            self.target.write(&text)?;
            Some(self.target.name.display().to_string())
        };
        let exit = if sighting.is_complete() {
            Exit::Ok
        } else {
            Exit::Usage
        };
        let from_stdin = self.exports.sources.iter().any(|source| source.path == "-");
        let steps = steps::steps(&self.target, from_stdin);
        sighting.report.exit = exit;
        sighting.report.hints = steps
            .iter()
            .map(|step| format!("{}: {}", step.command, step.about))
            .collect();
        self.view
            .setup(&Setup {
                recognized,
                sighting,
                ids,
                text,
                written,
                steps,
            })
            .map_err(Failure::stdout)?;
        Ok(exit)
    }
}
