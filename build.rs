//! Lists the presets of `feeds/`, so that a new one is a new file there and no code.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=feeds");
    let var = |name| env::var_os(name).ok_or_else(|| io::Error::other(format!("no {name}")));
    let folder = Path::new(&var("CARGO_MANIFEST_DIR")?).join("feeds");
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "toml") {
            files.push(path);
        }
    }
    // Not by the whole name: `a-b` would stand in front of `a`.
    files.sort_by(|a, b| a.file_stem().cmp(&b.file_stem()));
    let mut list = String::from("&[\n");
    for path in &files {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        // Not the whole path: what is built may be kept while the folder moves.
        let file = format!("/feeds/{name}.toml");
        let text = format!("include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {file:?}))");
        let file = fs::read_to_string(path)?;
        let has = |wanted: &str| file.lines().any(|line| line.trim() == wanted);
        let (joined, generic) = (has("[join]"), has("[generic]"));
        let mut forms = file.lines().filter_map(|line| line.strip_prefix("form = "));
        let form = forms.next().map(|form| form.trim().trim_matches('"'));
        writeln!(
            list,
            "    File {{ name: {name:?}, text: {text}, joined: {joined}, generic: {generic}, form: {form:?} }},"
        )
        .map_err(io::Error::other)?;
    }
    list.push_str("]\n");
    fs::write(Path::new(&var("OUT_DIR")?).join("feeds.rs"), list)
}
