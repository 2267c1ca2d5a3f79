//! Meta's own Python SDK against the sandbox.
//!
//! The interpreter is `SHELFSYNC_PYTHON`, else `.venv/bin/python`, else `python3`. Without
//! the package `facebook_business` the test is skipped with a word on standard error, and
//! fails instead when `SHELFSYNC_REQUIRE_SDK=1` is set.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use shelfsync::sandbox::{self, Options};

fn interpreter(root: &Path) -> PathBuf {
    if let Some(named) = env::var_os("SHELFSYNC_PYTHON") {
        return named.into();
    }
    let local = root.join(".venv/bin/python");
    if local.exists() {
        local
    } else {
        "python3".into()
    }
}

fn has_sdk(python: &Path) -> bool {
    Command::new(python)
        .args(["-c", "import facebook_business"])
        .stdin(Stdio::null())
        .output()
        .is_ok_and(|output| output.status.success())
}

#[tokio::test(flavor = "multi_thread")]
async fn metas_python_sdk_writes_polls_and_reads_through_the_sandbox() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = interpreter(root);
    if !has_sdk(&python) {
        let required = env::var_os("SHELFSYNC_REQUIRE_SDK").is_some_and(|value| value == "1");
        let python = python.display();
        assert!(!required, "`{python}` cannot import facebook_business");
        say(&format!(
            "SKIPPED: `{python}` cannot import facebook_business; `pip install facebook_business` \
             into .venv, or set SHELFSYNC_PYTHON"
        ));
        return;
    }
    let sandbox = sandbox::start(Options {
        app_secret: Some("secret".into()),
        require_proof: true,
        ..Options::default()
    })
    .await
    .unwrap();
    // This thread waits for the script while the workers of the runtime answer it.
    let output = Command::new(&python)
        .arg(root.join("tests/python/sdk_session.py"))
        .args([&sandbox.url(), "100"])
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.trim() == "ok",
        "{said}\n{wrong}"
    );

    let items = sandbox.items("100").unwrap();
    assert_eq!(items.len(), 58);
    assert_eq!(items["SDK-001"]["availability"], "out of stock");
    assert_eq!(items["SDK-000"]["price"], "12.90 EUR");
    // The SDK puts its token into the query; the sandbox takes it and remembers.
    let calls = sandbox.journal();
    assert!(calls.iter().all(|call| !call.violations.is_empty()));
    sandbox.stop().await.unwrap();
}

/// Speaks even when the test passes, past the capture of the test harness.
#[expect(
    clippy::disallowed_methods,
    reason = "a test that is skipped must be heard"
)]
fn say(text: &str) {
    use std::io::Write;
    // Nothing is lost when standard error is closed.
    let _ = writeln!(std::io::stderr(), "{text}");
}
