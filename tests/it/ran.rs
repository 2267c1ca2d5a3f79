//! What a run left behind, and what its one document says.

use serde_json::Value;

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    /// `None` when a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// What varies from run to run, and what stands for it.
    pub(crate) scrubs: Vec<(String, &'static str)>,
}

impl Ran {
    /// Everything that it said, without times, ports and paths.
    pub(crate) fn text(&self) -> String {
        let mut text = format!(
            "exit {}\n--- stdout\n{}--- stderr\n{}",
            self.code.unwrap_or(-1),
            self.stdout,
            self.stderr
        );
        for (from, to) in &self.scrubs {
            text = text.replace(from, to);
        }
        let lines: Vec<String> = text.lines().map(without_time).collect();
        lines.join("\n")
    }

    /// The one document on standard output.
    pub(crate) fn json(&self) -> Report {
        let documents: Vec<Value> = serde_json::Deserializer::from_str(&self.stdout)
            .into_iter()
            .collect::<Result<_, _>>()
            .unwrap_or_else(|error| panic!("{error} in {self:#?}"));
        let [document] = documents.as_slice() else {
            panic!("{} documents in {self:#?}", documents.len());
        };
        assert!(self.stdout.ends_with('\n'), "{self:#?}");
        let report = Report {
            document: document.clone(),
            stderr: self.stderr.clone(),
        };
        assert_eq!(document["schema"], 1, "{document}");
        let code = document["exit_code"].as_i64();
        assert_eq!(self.code.map(i64::from), code, "{document}");
        report.assert_outcome();
        if document["items"].is_object() {
            report.assert_balance();
        }
        report
    }
}

/// `… sent in 312 ms` says nothing that a snapshot should hold.
fn without_time(line: &str) -> String {
    match line.split_once(" bytes sent in ") {
        Some((before, _)) => format!("{before} bytes sent in [time]"),
        None => line.to_owned(),
    }
}

/// The members of `items`, in the contract's order.
const ITEMS: [&str; 12] = [
    "read",
    "unchanged",
    "created",
    "updated",
    "refused",
    "invalid",
    "filtered",
    "held",
    "pending",
    "removed",
    "withheld",
    "kept",
];

/// The JSON document of a run.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) document: Value,
    pub(crate) stderr: String,
}

impl Report {
    pub(crate) fn items(&self, name: &str) -> u64 {
        let count = &self.document["items"][name];
        count
            .as_u64()
            .unwrap_or_else(|| panic!("no `{name}`: {}", self.document))
    }

    pub(crate) fn writes(&self) -> u64 {
        self.document["calls"]["writes"].as_u64().unwrap()
    }

    fn assert_balance(&self) {
        let ends = &ITEMS[1..9];
        let sum: u64 = ends.iter().map(|name| self.items(name)).sum();
        assert_eq!(self.items("read"), sum, "{:#}", self.document);
    }

    /// Exit code and outcome say the same (contract 5 and 6).
    fn assert_outcome(&self) {
        let word = match self.document["exit_code"].as_i64() {
            Some(0 | 9) => "ok",
            Some(1) => "bug",
            Some(2) => "usage",
            Some(3) => "partial",
            Some(4) => "withheld",
            Some(5) => "temporary",
            Some(6) => "denied",
            Some(7) => "locked",
            Some(8) => "input",
            Some(130 | 143) => "interrupted",
            code => panic!("exit code {code:?} is not in the contract"),
        };
        assert_eq!(self.document["outcome"], word, "{:#}", self.document);
    }

    /// The exit code, and all counts that are not zero, as `read=3 created=3`.
    #[track_caller]
    pub(crate) fn is(&self, code: i64, counts: &str) -> &Self {
        let counted: Vec<String> = ITEMS
            .iter()
            .filter(|name| self.items(name) > 0)
            .map(|name| format!("{name}={}", self.items(name)))
            .collect();
        let seen = format!("exit {} {}", self.document["exit_code"], counted.join(" "));
        let wanted = format!("exit {code} {counts}");
        assert_eq!(seen.trim(), wanted.trim(), "{:#}", self.document);
        self
    }

    /// The exit code of a run that could not do its work.
    #[track_caller]
    pub(crate) fn fails(&self, code: i64) -> &Self {
        assert_eq!(self.document["exit_code"], code, "{:#}", self.document);
        self
    }

    /// The problems of a rule.
    pub(crate) fn problems(&self, rule: &str) -> Vec<&Value> {
        let all = self.document["problems"].as_array().unwrap();
        all.iter().filter(|one| one["rule"] == rule).collect()
    }

    /// The rules of the problems of one item, sorted.
    pub(crate) fn rules_of(&self, id: &str) -> Vec<&str> {
        let all = self.document["problems"].as_array().unwrap();
        let of = all.iter().filter(|one| one["id"] == id);
        let mut rules: Vec<&str> = of.map(|one| one["rule"].as_str().unwrap()).collect();
        rules.sort_unstable();
        rules
    }

    /// The line of the first problem of an item.
    pub(crate) fn problem_line(&self, id: &str) -> u64 {
        let all = self.document["problems"].as_array().unwrap();
        let first = all.iter().find(|one| one["id"] == id).unwrap();
        first["line"].as_u64().unwrap()
    }

    /// The whole document as text, for what must stand in it somewhere.
    #[track_caller]
    pub(crate) fn mentions(&self, words: &str) -> &Self {
        let text = format!("{}\n{}", self.document, self.stderr);
        assert!(text.contains(words), "`{words}` is not in {text}");
        self
    }
}
