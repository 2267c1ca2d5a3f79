//! Where the file is written, and how exports are named from there.

use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use shelfsync::config::{FILE_NAME, Overrides};
use tempfile::NamedTempFile;

use crate::commands::context::Context;
use crate::failure::Failure;

/// Where the settings go.
pub(super) struct Target {
    /// As the user would name it.
    pub(super) name: PathBuf,
    path: PathBuf,
    /// Nothing is written: the settings go to standard output.
    pub(super) printed: bool,
    pub(super) base: Base,
}

/// The folder that paths of the file are relative to.
#[derive(Debug, Clone)]
pub(super) struct Base {
    folder: PathBuf,
    cwd: PathBuf,
}

impl Target {
    /// The file that is to be written; one that exists is left alone.
    pub(super) fn new(output: Option<&Path>, printed: bool, cwd: &Path) -> Result<Self, Failure> {
        let name = output.map_or_else(|| PathBuf::from(FILE_NAME), Path::to_owned);
        let path = cwd.join(&name);
        let folder = match path.parent() {
            Some(folder) if !printed => folder.to_owned(),
            Some(_) | None => cwd.to_owned(),
        };
        let target = Self {
            base: Base {
                folder,
                cwd: cwd.to_owned(),
            },
            name,
            path,
            printed,
        };
        // A link that leads nowhere is there, too.
        if !printed && target.path.symlink_metadata().is_ok() {
            return Err(target.exists());
        }
        Ok(target)
    }

    /// Whether commands find the file without being told.
    pub(super) fn is_usual(&self) -> bool {
        self.printed || self.path == self.base.cwd.join(FILE_NAME)
    }

    /// The folder in which cron would run.
    pub(super) fn folder(&self) -> &Path {
        &self.base.folder
    }

    /// The settings that a file with this text has in this place.
    pub(super) fn load(&self, text: &str) -> Result<Context, Failure> {
        let file = self.draft(text)?;
        let overrides = Overrides {
            config: Some(file.path().display().to_string()),
            config_name: Some(self.name.clone()),
            ..Overrides::default()
        };
        Context::load(&overrides, false)
            .map_err(|failure| Failure::Bug(format!("the settings that were made: {failure}")))
    }

    /// Writes the file, whole or not at all, where there is none.
    pub(super) fn write(&self, text: &str) -> Result<(), Failure> {
        let file = self.draft(text)?;
        file.as_file()
            .sync_all()
            .map_err(|error| self.fault(&error))?;
        match file.persist_noclobber(&self.path) {
            Ok(_) => Ok(()),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(self.exists()),
            Err(error) => Err(self.fault(&error.error)),
        }
    }

    /// A file beside the place that has the text and goes when it is dropped.
    fn draft(&self, text: &str) -> Result<NamedTempFile, Failure> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".shelfsync-").suffix(".toml");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // There is no secret in it; the user's mask says who may read it.
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(&self.base.folder);
        let mut file = file.map_err(|error| self.fault(&error))?;
        let written = file.write_all(text.as_bytes()).and_then(|()| file.flush());
        written.map_err(|error| self.fault(&error))?;
        Ok(file)
    }

    fn exists(&self) -> Failure {
        Failure::Usage(format!(
            "`{}` exists, and no file is ever overwritten; write to another one with \
             `--output OTHER.toml`, or to standard output with `--print`",
            self.name.display()
        ))
    }

    fn fault(&self, error: &io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::NotFound
            | io::ErrorKind::PermissionDenied
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::ReadOnlyFilesystem => Failure::Usage(format!(
                "cannot write `{}`: {error}; check that its folder exists and can be written",
                self.name.display()
            )),
            _ => Failure::Write {
                path: self.name.display().to_string(),
                source: io::Error::new(error.kind(), error.to_string()),
            },
        }
    }
}

impl Base {
    /// The name of an export as the file has it: relative to the file's folder,
    /// with slashes. Addresses and standard input stay as they are.
    pub(super) fn name_of(&self, export: &str) -> String {
        if export == "-" || export.contains("://") {
            return export.to_owned();
        }
        let (Some(folder), Some(file)) = (
            plain(&self.cwd.join(&self.folder)),
            plain(&self.cwd.join(export)),
        ) else {
            return export.to_owned();
        };
        let shared = folder.iter().zip(&file).take_while(|(a, b)| a == b).count();
        let up = folder.len() - shared;
        // What was named from the root and is far away is better named so.
        if Path::new(export).is_absolute() && up > 0 {
            return export.to_owned();
        }
        let up = std::iter::repeat_n("..".to_owned(), up);
        let down = file.iter().skip(shared).cloned();
        let parts: Vec<String> = up.chain(down).collect();
        parts.join("/")
    }
}

/// The parts of an absolute path without `.` and `..`; `None` where it is no text.
fn plain(path: &Path) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                // Above the root is the root.
                if parts.len() > 1 {
                    parts.pop();
                }
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => {
                parts.push(part.as_os_str().to_str()?.to_owned());
            }
        }
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn exports_are_named_from_the_folder_of_the_file() {
        let base = |folder: &str| Base {
            folder: PathBuf::from(folder),
            cwd: PathBuf::from("/srv/shop"),
        };
        #[rustfmt::skip]
        let cases = [
            ("/srv/shop",      "products.csv",              "products.csv"),
            ("/srv/shop",      "./exports//products.csv",   "exports/products.csv"),
            ("/srv/shop",      "exports/*.csv",             "exports/*.csv"),
            ("/srv/shop",      "../feed.xml",               "../feed.xml"),
            ("/srv/shop",      "/srv/shop/exports/a.csv",   "exports/a.csv"),
            ("/srv/shop",      "/var/export/a.csv",         "/var/export/a.csv"),
            ("/srv/shop/conf", "products.csv",              "../products.csv"),
            ("/srv/shop/conf", "conf/products.csv",         "products.csv"),
            ("/etc/shelfsync", "products.csv",              "../../srv/shop/products.csv"),
            ("/srv/shop",      "-",                         "-"),
            ("/srv/shop",      "https://shop.example/a.csv", "https://shop.example/a.csv"),
        ];
        for (folder, export, name) in cases {
            assert_eq!(base(folder).name_of(export), name, "{export} from {folder}");
        }
    }

    #[test]
    fn a_file_that_exists_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let target = Target::new(None, false, folder.path()).unwrap();
        target.write("[shop]\n").unwrap();
        let text = |target: &Target| std::fs::read_to_string(&target.path).unwrap();
        assert_eq!(text(&target), "[shop]\n");
        // It came into being while the questions were asked.
        let refused = target.write("[catalog]\n").unwrap_err();
        assert!(refused.to_string().contains("--output"), "{refused}");
        assert_eq!(text(&target), "[shop]\n");
        let refused = Target::new(None, false, folder.path()).err().unwrap();
        assert!(
            refused.to_string().contains("`shelfsync.toml` exists"),
            "{refused}"
        );
        let left = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 1, "no draft is left behind");
        Target::new(None, true, folder.path()).unwrap();
    }
}
