//! How an export is written, in words: encoding, form, language, decimal sign.

use shelfsync::config::DecimalSign;
use shelfsync::pipeline::DecimalBasis;
use shelfsync::source::{Basis, Facts, Form};

use super::human_init::NAMES;
use super::words::clean;

/// Encoding and form in words.
pub(crate) fn facts(facts: &Facts, language: Option<&str>) -> String {
    let how = match facts.basis {
        Basis::Mark => "byte-order mark",
        Basis::Zeros => "zeros among its bytes",
        Basis::Setting => "as you say",
        Basis::Declaration => "as it says itself",
        Basis::Ascii => "plain ASCII",
        Basis::Characters => "all its bytes fit",
        Basis::Letters => "by its letters; `--encoding` names another",
    };
    let form = match &facts.form {
        Form::Delimited { delimiter, .. } => format!("cells parted by {}", sign(*delimiter)),
        Form::Xml { record, .. } => format!("XML with one record in each `{}`", clean(record)),
    };
    let language = language.map_or_else(String::new, |code| {
        format!(", header in {}", language_name(code))
    });
    format!("{} ({how}), {form}{language}", facts.encoding)
}

fn language_name(code: &str) -> &str {
    match code {
        "en" => "English",
        "de" => "German",
        "fr" => "French",
        "es" => "Spanish",
        "it" => "Italian",
        "nl" => "Dutch",
        "pl" => "Polish",
        "ru" => "Russian",
        other => other,
    }
}

fn sign(delimiter: char) -> String {
    match delimiter {
        '\t' => "tabs".to_owned(),
        ' ' => "blanks".to_owned(),
        sign => format!("`{sign}`"),
    }
}

/// The decimal sign and its evidence in words.
pub(crate) fn decimal(basis: &DecimalBasis) -> String {
    let word = |comma| if comma { "comma" } else { "point" };
    match basis {
        DecimalBasis::Setting(sign) => {
            format!("Decimal {}, as you say", word(*sign == DecimalSign::Comma))
        }
        DecimalBasis::Format(sign) => {
            format!("Decimal {}, by the format's definition", word(*sign == ','))
        }
        DecimalBasis::Cells(samples) => {
            let seen: Vec<String> = samples
                .iter()
                .take(NAMES)
                .map(|sample| {
                    let sign = word(sample.sign == shelfsync::normalize::Sign::Comma);
                    let (column, cell) = (clean(&sample.column), clean(&sample.cell));
                    format!("{sign} in `{column}`, as in `{cell}`")
                })
                .collect();
            format!("Decimal {}", seen.join("; "))
        }
        DecimalBasis::Nothing => "No amount has decimals".to_owned(),
        DecimalBasis::Open { column, sample } => format!(
            "Column `{}` can be read in two ways, as in `{}`",
            clean(column),
            clean(sample)
        ),
    }
}
