//! The questions of `docs/state.md` are understood by the state file.

use rusqlite::{Connection, OpenFlags};

use super::pages::{Desk, blocks, said, text};

#[test]
fn the_state_answers_the_questions_of_the_page() {
    let desk = Desk::new();
    let config = "examples/meta-template/shelfsync.toml";
    let output = desk.program(&["sync", "--sandbox", "--config", config]);
    assert!(output.status.success(), "{}", said(&output));
    let file = desk
        .path()
        .join("examples/meta-template/.shelfsync/state.sandbox.db");
    let state = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut asked = 0;
    for block in blocks(&text("docs/state.md")) {
        if block.kind != "sql" {
            continue;
        }
        let question = block.lines.join("\n");
        let mut statement = state
            .prepare(&question)
            .unwrap_or_else(|error| panic!("{question}: {error}"));
        let mut rows = statement.query([]).unwrap();
        let mut answers = 0;
        while rows.next().unwrap().is_some() {
            answers += 1;
        }
        // Nothing was refused in this run.
        assert!(answers > 0 || question.contains("refusals"), "{question}");
        asked += 1;
    }
    assert!(asked >= 5, "{asked}");
}
