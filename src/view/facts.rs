//! How an export is written, in words: encoding, form, language, decimal sign.

use shelfsync::config::DecimalSign;
use shelfsync::normalize::{DayOrder, OrderOf};
use shelfsync::pipeline::{Basis, DecimalBasis};
use shelfsync::source::{Basis as By, Facts, Form};

use super::human_init::NAMES;
use super::words::clean;

/// Encoding and form in words.
pub(crate) fn facts(facts: &Facts, language: Option<&str>) -> String {
    let how = match facts.basis {
        By::Mark => "byte-order mark",
        By::Zeros => "zeros among its bytes",
        By::Setting => "as you say",
        By::Declaration => "as it says itself",
        By::Ascii => "plain ASCII",
        By::Characters => "all its bytes fit",
        By::Letters => "by its letters; `--encoding` names another",
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
        "pt" => "Portuguese",
        "sv" => "Swedish",
        "da" => "Danish",
        "no" => "Norwegian",
        "cs" => "Czech",
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

/// The order of day and month in dates that do not tell, and its evidence, in words;
/// nothing where all dates tell by themselves.
pub(crate) fn dates(basis: &Basis) -> Option<String> {
    if let Some(order) = basis.order {
        return Some(format!("Dates are {}, as you say", order.as_str()));
    }
    let seen: Vec<String> = basis.dates.iter().take(NAMES).map(|sample| {
        let (column, cell) = (clean(&sample.column), clean(&sample.cell));
        match sample.order {
            OrderOf::Order(order) => {
                let first = match order {
                    DayOrder::Day => "day",
                    DayOrder::Month => "month",
                    DayOrder::Year => "year",
                };
                format!("{first} first in `{column}`, as in `{cell}`")
            }
            OrderOf::Open => format!(
                "not to be told in `{column}`, as in `{cell}`: set `dates` of this source to \"day-first\" or \"month-first\""
            ),
            OrderOf::Mixed => format!("in several orders in `{column}`, so that only those are read that tell by themselves"),
        }
    }).collect();
    (!seen.is_empty()).then(|| format!("Dates: {}", seen.join("; ")))
}
