//! The questions: only what the export cannot tell and the items need.

use shelfsync::config::key::{self, Expected};
use shelfsync::config::{DateOrder, DecimalSign, Key};
use shelfsync::pipeline::Ids;

use super::answers::Answers;
use crate::view::{
    Answer, Asker, IdOption, IdOptions, MissingSetting, Question, Unanswered, count,
};

const LATER: &str = "to be filled in later";

/// Asks for every missing setting that was not asked for before. Says whether
/// any was given.
pub(super) fn settings(
    asker: &mut Asker<'_>,
    answers: &mut Answers,
    missing: &[MissingSetting],
    before: &mut Vec<String>,
) -> Result<bool, Unanswered> {
    let mut given = false;
    for one in missing {
        let path = one.key.path();
        if before.contains(&path) {
            continue;
        }
        before.push(path);
        given |= setting(asker, answers, one)?;
    }
    Ok(given)
}

fn setting(
    asker: &mut Asker<'_>,
    answers: &mut Answers,
    missing: &MissingSetting,
) -> Result<bool, Unanswered> {
    let key = missing.key;
    let zone = here();
    let offer = match &zone {
        Some(zone) if key.name == key::SHOP_TIMEZONE.name => Some(zone.as_str()),
        Some(_) | None => None,
    };
    let question = Question {
        title: title(key),
        about: &missing.about,
        offer,
        without: if missing.needed {
            LATER
        } else {
            "leave them as they are"
        },
    };
    if let Expected::OneOf(words) = key.expected {
        let options: Vec<Answer> = words.iter().map(|word| Answer::plain(word)).collect();
        let chosen = asker.one_of(&question, &options)?;
        let word = chosen.and_then(|at| words.get(at));
        return Ok(word.is_some_and(|word| answers.take(key, word).is_ok()));
    }
    let mut judge = |text: &str| answers.take(key, text);
    let answer = asker.text(&question, &mut judge)?;
    // What was offered has not been judged yet.
    Ok(answer.is_some_and(|text| answers.take(key, &text).is_ok()))
}

/// The time zone of this computer, as an offer.
fn here() -> Option<String> {
    let zone = jiff::tz::TimeZone::system();
    zone.iana_name().map(str::to_owned)
}

fn title(key: &Key) -> &'static str {
    match key.name {
        "url" => "Address of the shop",
        "image_url" => "Address of the pictures",
        "currency" => "Currency",
        "timezone" => "Time zone",
        "tax_rate" => "Tax in percent",
        "brand" => "Brand",
        "condition" => "Condition",
        "availability" => "Availability",
        "id" => "Catalog",
        other => other,
    }
}

/// Asks which id the shop's pixel sends. Says whether another one is meant than
/// was taken.
pub(super) fn id(asker: &mut Asker<'_>, ids: &mut IdOptions) -> Result<bool, Unanswered> {
    if ids.options.len() < 2 {
        return Ok(false);
    }
    let taken = (ids.chosen + 1).to_string();
    let question = Question {
        title: "Id",
        about: "which one does the shop's pixel send? Meta joins visits and items by it",
        offer: Some(&taken),
        without: "",
    };
    let options: Vec<Answer> = ids.options.iter().map(shown).collect();
    let chosen = asker.one_of(&question, &options)?.unwrap_or(ids.chosen);
    let other = chosen != ids.chosen;
    if other {
        ids.chosen = chosen;
        ids.reason = None;
    }
    Ok(other)
}

fn shown(option: &IdOption) -> Answer {
    let Ids {
        samples,
        different: _,
        missing,
        shared,
    } = &option.ids;
    let mut shows = Vec::new();
    if !samples.is_empty() {
        shows.push(format!("as in {}", samples.join(", ")));
    }
    if *missing > 0 {
        shows.push(format!("{} without one", count(*missing, "item")));
    }
    if *shared > 0 {
        shows.push(format!(
            "{} sharing one with others",
            count(*shared, "item")
        ));
    }
    Answer {
        name: option.about.clone(),
        shows,
    }
}

/// Asks for the catalog's id.
pub(super) fn catalog(asker: &mut Asker<'_>, answers: &mut Answers) -> Result<(), Unanswered> {
    let key = &key::CATALOG_ID;
    let question = Question {
        title: title(key),
        about: "its id, as Meta's Commerce Manager shows it",
        offer: None,
        without: LATER,
    };
    let mut judge = |text: &str| answers.take(key, text);
    asker.text(&question, &mut judge).map(drop)
}

/// Asks how the amounts of a column are written.
pub(super) fn decimal(
    asker: &mut Asker<'_>,
    column: &str,
    sample: &str,
) -> Result<Option<DecimalSign>, Unanswered> {
    let about = format!("how is `{sample}` in column `{column}` to be read?");
    let question = Question {
        title: "Decimal sign",
        about: &about,
        offer: None,
        without: "stop",
    };
    let options = [
        Answer::plain(". (a point stands before the decimals)"),
        Answer::plain(", (a comma stands before the decimals)"),
    ];
    let chosen = asker.one_of(&question, &options)?;
    Ok(chosen.map(|at| match at {
        0 => DecimalSign::Point,
        _ => DecimalSign::Comma,
    }))
}

/// Which order of dates a currency and a language speak for; nobody decides by it.
pub(super) fn suggested(currency: Option<&str>, language: Option<&str>) -> &'static str {
    match (currency, language) {
        (Some("USD"), _) => "with prices in USD the month mostly stands first",
        (Some(_), _) => "with prices in this currency the day mostly stands first",
        (None, Some("en") | None) => "both are usual",
        (None, Some(_)) => "in the language of the header the day mostly stands first",
    }
}

/// Asks what stands first in the dates of a column.
pub(super) fn dates(
    asker: &mut Asker<'_>,
    column: &str,
    sample: &str,
    hint: &str,
) -> Result<Option<DateOrder>, Unanswered> {
    let about = format!(
        "what stands first in `{sample}` and all other dates of column `{column}`? No row tells; {hint}"
    );
    let question = Question {
        title: "Dates",
        about: &about,
        offer: None,
        without: "leave sales with such dates out",
    };
    let orders = [
        DateOrder::DayFirst,
        DateOrder::MonthFirst,
        DateOrder::YearFirst,
    ];
    let options = orders.map(|order| Answer::plain(order.as_str()));
    let chosen = asker.one_of(&question, &options)?;
    Ok(chosen.and_then(|at| orders.get(at).copied()))
}

#[cfg(test)]
mod tests {
    use shelfsync::config::Overrides;

    use super::*;

    fn missing(key: &'static Key, needed: bool) -> MissingSetting {
        MissingSetting {
            key,
            about: key.about.to_owned(),
            items: 3,
            of: 3,
            needed,
            rule: String::new(),
        }
    }

    /// Asks with these answers; what was given, and what was shown.
    fn talk<T>(
        lines: &str,
        ask: impl FnOnce(&mut Asker<'_>, &mut Answers) -> T,
    ) -> (T, Answers, String) {
        let mut answers = Answers::new(Overrides::default()).unwrap();
        let mut input = lines.as_bytes();
        let mut output = Vec::new();
        let result = ask(&mut Asker::scripted(&mut input, &mut output), &mut answers);
        (result, answers, String::from_utf8(output).unwrap())
    }

    #[test]
    fn each_missing_setting_is_asked_for_once_and_judged_as_a_setting() {
        let all = [
            missing(&key::SHOP_CURRENCY, true),
            missing(&key::SHOP_CONDITION, true),
            missing(&key::SHOP_URL, true),
        ];
        let mut asked = Vec::new();
        let lines = "euro\nEUR\n3\nshop.example\nhttps://shop.example\n";
        let (given, answers, shown) = talk(lines, |asker, answers| {
            let first = settings(asker, answers, &all, &mut asked);
            let again = settings(asker, answers, &all, &mut asked);
            assert_eq!(again, Ok(false), "nothing is asked twice");
            first
        });
        assert_eq!(given, Ok(true));
        let shop = answers.context().unwrap().settings.shop;
        assert_eq!(shop.currency.map(|currency| currency.code()), Some("EUR"));
        assert_eq!(
            shop.condition.map(shelfsync::config::Condition::as_str),
            Some("used")
        );
        assert_eq!(
            shop.url.map(String::from).as_deref(),
            Some("https://shop.example/")
        );
        insta::assert_snapshot!(shown);
    }

    #[test]
    fn a_condition_is_never_new_by_itself() {
        let all = [missing(&key::SHOP_CONDITION, true)];
        let (given, answers, _) = talk("\n", |asker, answers| {
            settings(asker, answers, &all, &mut Vec::new())
        });
        assert_eq!(given, Ok(false));
        assert_eq!(answers.context().unwrap().settings.shop.condition, None);
    }

    #[test]
    fn the_pixels_id_is_chosen_from_samples() {
        let option = |about: &str, sample: &str, shared| IdOption {
            about: about.to_owned(),
            template: String::new(),
            ids: Ids {
                samples: vec![sample.to_owned()],
                different: 3,
                missing: 0,
                shared,
            },
        };
        let mut ids = IdOptions {
            options: vec![option("the number", "44", 0), option("the SKU", "tee-1", 2)],
            chosen: 0,
            reason: None,
        };
        let (other, _, shown) = talk("2\n", |asker, _| id(asker, &mut ids));
        assert_eq!((other, ids.chosen), (Ok(true), 1));
        insta::assert_snapshot!(shown);
    }

    #[test]
    fn answers_that_end_early_end_the_questions() {
        let all = [
            missing(&key::SHOP_CURRENCY, true),
            missing(&key::SHOP_BRAND, true),
        ];
        let (given, _, _) = talk("EUR\n", |asker, answers| {
            settings(asker, answers, &all, &mut Vec::new())
        });
        assert_eq!(given, Err(Unanswered));
    }
}
