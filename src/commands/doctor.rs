//! `shelfsync doctor`: looks for what would keep a sync from working. It takes no
//! lock, writes nothing into the catalog and nothing into the state.

use shelfsync::config::{ConfigError, Credentials, Environment};
use shelfsync::graph::Token;
use shelfsync::health::{self, Check, Desk, Fault, Memory, Subject, Verdict};

use super::context::{Context, runtime, shown};
use super::flags::{Common, overrides};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::View;

/// Variables that name a proxy for https, in the order in which they count.
const PROXIES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// Flags of `doctor`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  shelfsync doctor
  shelfsync doctor -q        only what somebody should do
  shelfsync doctor --offline")]
pub(crate) struct Args {
    /// Look at files only: nothing is asked of Meta
    #[arg(
        long,
        help_heading = "Selection",
        long_help = "Looks at files and settings only. Nothing is asked of Meta, so token and catalog \
                     are not examined."
    )]
    pub(crate) offline: bool,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// Looks at everything and shows it.
pub(crate) fn run(args: &Args, view: &mut View) -> Result<Exit, Failure> {
    let overrides = overrides(&args.common, None, None);
    let checks = match Context::load(&overrides, args.common.sandbox) {
        Ok(context) => examine(args, &context)?,
        Err(Failure::Config(error)) => without_settings(&error)?,
        Err(failure) => return Err(failure),
    };
    let exit = exit(&checks);
    view.doctor(&checks, exit).map_err(Failure::stdout)?;
    Ok(exit)
}

/// Files first, then Meta.
fn examine(args: &Args, context: &Context) -> Result<Vec<Check>, Failure> {
    // The only failure is that there is no id.
    let catalog = context.catalog().ok();
    let path = context.state();
    let mut checks = vec![health::configuration(&context.settings)];
    checks.extend(health::sources(&context.settings, &context.cwd));
    checks.extend(health::memory(&Memory {
        path: &path,
        shown: &shown(&path, &context.cwd),
        origin: &context.origin(),
        catalog: catalog.as_deref(),
    }));
    let loaded = Credentials::load(&context.environment, &context.cwd);
    checks.push(if args.common.sandbox {
        Check::ok(
            Subject::Credentials,
            "none needed: the sandbox takes any token",
        )
    } else {
        health::credentials(loaded.as_ref().map(Option::as_ref), &context.cwd)
    });
    let credentials = loaded.ok().flatten();
    checks.extend(ask(args, context, catalog.as_deref(), credentials)?);
    Ok(checks)
}

/// What Meta says, or the sandbox in its place.
fn ask(
    args: &Args,
    context: &Context,
    catalog: Option<&str>,
    credentials: Option<Credentials>,
) -> Result<Vec<Check>, Failure> {
    if args.offline {
        return Ok(health::offline(catalog, "not asked (--offline)"));
    }
    let has_token = args.common.sandbox || credentials.is_some();
    let has_secret = credentials
        .as_ref()
        .is_some_and(|found| found.app_secret.is_some());
    let token = credentials.map_or_else(Token::none, |found| {
        Token::new(found.token, found.app_secret)
    });
    let runtime = runtime()?;
    let id = catalog.unwrap_or_default().to_owned();
    let (client, sandbox) = match context.connect_as(&runtime, id, token) {
        Ok(connected) => connected,
        Err(Failure::Client(error)) => return Ok(health::no_client(catalog, &error)),
        Err(failure) => return Err(failure),
    };
    let url = &context.settings.catalog.api_url;
    let address = match &sandbox {
        Some(_) => "the sandbox".to_owned(),
        None => url.origin().ascii_serialization(),
    };
    let proxied = sandbox.is_none() && url.scheme() == "https";
    let is_set = |name: &&&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let checks = runtime.block_on(health::online(&Desk {
        client: &client,
        has_token,
        has_secret: has_secret && sandbox.is_none(),
        catalog,
        address: &address,
        version: &context.settings.catalog.api_version,
        proxy: PROXIES.iter().filter(|_| proxied).find(is_set).copied(),
    }));
    if let Some(sandbox) = sandbox {
        runtime.block_on(sandbox.stop())?;
    }
    Ok(checks)
}

/// Without settings nobody knows which files and which catalog; the credentials
/// come from elsewhere.
fn without_settings(error: &ConfigError) -> Result<Vec<Check>, Failure> {
    let why = "needs a valid configuration";
    let cwd = std::env::current_dir().map_err(Failure::Start)?;
    let environment: Environment = std::env::vars_os().collect();
    let loaded = Credentials::load(&environment, &cwd);
    let mut checks = vec![health::broken_configuration(error)];
    for subject in [
        Subject::Source,
        Subject::State,
        Subject::Lock,
        Subject::Batches,
        Subject::Pause,
    ] {
        checks.push(Check::skipped(subject, why));
    }
    checks.push(health::credentials(
        loaded.as_ref().map(Option::as_ref),
        &cwd,
    ));
    // Whether there is an id, only the settings would tell.
    checks.extend(health::offline(Some(""), why));
    Ok(checks)
}

/// The first of 2, 6, 8 and 5 that a check asks for (`contract.md` 5).
fn exit(checks: &[Check]) -> Exit {
    let faults: Vec<Fault> = checks
        .iter()
        .filter_map(|check| match &check.verdict {
            Verdict::Failed(fault, _) => Some(*fault),
            Verdict::Ok | Verdict::Warning(_) | Verdict::Skipped => None,
        })
        .collect();
    let order = [
        (Fault::Setup, Exit::Usage),
        (Fault::Denied, Exit::Denied),
        (Fault::Input, Exit::Input),
        (Fault::Temporary, Exit::Temporary),
    ];
    order
        .into_iter()
        .find(|(fault, _)| faults.contains(fault))
        .map_or(Exit::Ok, |(_, exit)| exit)
}
