//! The settings in the form of their file: what is printed can be pasted back.

use std::io::{self, Write};

use shelfsync::config::key::{text_line, value_line};
use shelfsync::config::{Origin, Section};

use super::reference::{MapLine, SettingLine, SettingsReport};
use super::words::clean;

/// Beyond this column a remark stands where it may.
const MOST: usize = 44;

/// Writes the file that says what is in force.
pub(super) fn settings(
    report: &SettingsReport,
    origins: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    match &report.file {
        Some(file) => writeln!(out, "# Read from {}.", clean(file))?,
        None => writeln!(
            out,
            "# No configuration file: flags, variables and defaults only."
        )?,
    }
    for section in Section::ALL {
        if section == Section::Source {
            for source in &report.sources {
                writeln!(out, "\n{}", section.header())?;
                lines(source.settings.iter().map(setting).collect(), origins, out)?;
                if !source.map.is_empty() {
                    writeln!(out, "\n[source.map]")?;
                    lines(source.map.iter().map(entry).collect(), origins, out)?;
                }
            }
            if report.sources.is_empty() {
                writeln!(
                    out,
                    "\n# No {}: name the export on the command line.",
                    section.header()
                )?;
            }
            continue;
        }
        let of_section = report.settings.iter();
        let of_section = of_section.filter(|line| line.key.section == section);
        let of_section: Vec<Line> = of_section.map(setting).collect();
        if of_section.is_empty() {
            continue;
        }
        writeln!(out, "\n{}", section.header())?;
        lines(of_section, origins, out)?;
        if section == Section::Shop && !report.tax_classes.is_empty() {
            writeln!(out, "\n[shop.tax_classes]")?;
            for (class, rate) in &report.tax_classes {
                writeln!(out, "{}", clean(&value_line(class, &rate.to_string())))?;
            }
        }
    }
    if let Some(state) = &report.sandbox_state {
        writeln!(out, "# With --sandbox the state is {}.", clean(state))?;
    }
    writeln!(out, "\n# Credentials come from the environment only.")?;
    for (name, set) in report.credentials {
        let not = if set { "" } else { "not " };
        writeln!(out, "# {name} is {not}set.")?;
    }
    Ok(())
}

/// A line of the file, and what is remarked beside it.
struct Line {
    text: String,
    remark: Option<String>,
}

fn lines(lines: Vec<Line>, origins: bool, out: &mut dyn Write) -> io::Result<()> {
    let width = lines.iter().map(|line| line.text.chars().count());
    let width = width.filter(|width| *width <= MOST).max().unwrap_or(0);
    for Line { text, remark } in lines {
        match remark.filter(|_| origins) {
            Some(remark) => writeln!(out, "{text:width$}  # {remark}")?,
            None => writeln!(out, "{text}")?,
        }
    }
    Ok(())
}

fn setting(setting: &SettingLine) -> Line {
    match &setting.text {
        Some(text) => Line {
            text: setting.key.line(text),
            remark: Some(remark(&setting.origin)),
        },
        // What is not set comes from nowhere.
        None => Line {
            text: format!("# {} is not set", setting.key.name),
            remark: None,
        },
    }
}

fn entry(entry: &MapLine) -> Line {
    Line {
        text: text_line(&entry.field, &entry.template),
        remark: Some(remark(&entry.origin)),
    }
}

/// Where a value comes from.
fn remark(origin: &Origin) -> String {
    match origin {
        Origin::File { .. } | Origin::Default => clean(&origin.to_string()),
        Origin::Environment(name) => format!("variable {name}"),
        Origin::Flag(name) if name.starts_with('-') => format!("flag {name}"),
        Origin::Flag(name) => format!("argument {name}"),
    }
}
