//! The presets of `feeds/`, embedded into the binary.

use std::sync::LazyLock;

use super::Preset;

/// The files, in the order in which they are tried. A test compares the list
/// with the folder.
const FILES: &[(&str, &str)] = &[
    ("meta", include_str!("../../feeds/meta.toml")),
    ("google", include_str!("../../feeds/google.toml")),
    ("shopify", include_str!("../../feeds/shopify.toml")),
    ("woocommerce", include_str!("../../feeds/woocommerce.toml")),
];

static PRESETS: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(name, text)| {
            // No input reaches this: the files are part of the program.
            Preset::parse(text).unwrap_or_else(|error| panic!("feeds/{name}.toml: {error}"))
        })
        .collect()
});

/// All presets.
pub fn presets() -> &'static [Preset] {
    &PRESETS
}

/// The names of all presets.
pub fn names() -> impl Iterator<Item = &'static str> {
    presets().iter().map(|preset| preset.name.as_str())
}

/// The preset of this name.
pub fn find(name: &str) -> Option<&'static Preset> {
    presets().iter().find(|preset| preset.name == name)
}

/// Whether any preset knows a column of this name.
pub fn known_column(name: &str) -> bool {
    presets().iter().any(|preset| preset.knows(name))
}

/// All XML paths of records that presets declare.
pub fn record_paths() -> Vec<&'static str> {
    let mut paths: Vec<&str> = Vec::new();
    for path in presets().iter().flat_map(|preset| &preset.records) {
        if !paths.contains(&path.as_str()) {
            paths.push(path);
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_file_of_the_folder_is_embedded_and_parses() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("feeds");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "toml"))
            .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        files.sort_unstable();
        let mut listed: Vec<_> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
        listed.sort_unstable();
        assert_eq!(listed, files);
        for (name, text) in FILES {
            let preset = Preset::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(preset.name, *name);
        }
    }
}
