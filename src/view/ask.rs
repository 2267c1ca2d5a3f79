//! Questions to the person at the terminal.
//!
//! What is asked stands on standard error, so that results can go elsewhere;
//! an empty answer takes what is offered, or leaves the question open.

use std::io::{self, BufRead, IsTerminal, Read, Write};

use super::style::Style;
use super::words::clean;
use super::wrap::lines;

/// Whether anybody is there to answer.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && super::screen::is_terminal()
}

/// The answers ended before the questions did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answers ended before the last question; nothing was written")]
pub(crate) struct Unanswered;

/// A question.
#[derive(Clone, Debug, Default)]
pub(crate) struct Question<'q> {
    /// What is asked for, in a few words.
    pub(crate) title: &'q str,
    /// What is meant by it.
    pub(crate) about: &'q str,
    /// What an empty answer stands for.
    pub(crate) offer: Option<&'q str>,
    /// What happens without an answer.
    pub(crate) without: &'q str,
}

/// One of several answers, with lines below it that show what it means.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) name: String,
    pub(crate) shows: Vec<String>,
}

impl Answer {
    /// An answer that needs no words.
    pub(crate) fn plain(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            shows: Vec::new(),
        }
    }
}

/// Asks questions one after the other.
pub(crate) struct Asker<'a> {
    input: &'a mut dyn BufRead,
    output: &'a mut dyn Write,
    style: Style,
}

/// Columns of a line; what is asked is read by a person.
const WIDTH: usize = 80;
/// No answer is longer.
const LONGEST: u64 = 4096;

impl<'a> Asker<'a> {
    pub(super) fn new(input: &'a mut dyn BufRead, output: &'a mut dyn Write, style: Style) -> Self {
        Self {
            input,
            output,
            style,
        }
    }

    /// One who asks in a test.
    #[cfg(test)]
    pub(crate) fn scripted(input: &'a mut dyn BufRead, output: &'a mut dyn Write) -> Self {
        Self::new(input, output, Style::plain())
    }

    /// Asks for a text until `judge` takes it; `None` when it is left open.
    pub(crate) fn text(
        &mut self,
        question: &Question<'_>,
        judge: &mut dyn FnMut(&str) -> Result<(), String>,
    ) -> Result<Option<String>, Unanswered> {
        self.put(question)?;
        loop {
            let Some(answer) = self.line(question)? else {
                return Ok(question.offer.map(str::to_owned));
            };
            match judge(&answer) {
                Ok(()) => return Ok(Some(answer)),
                Err(why) => self.flow("  ", "  ", &why)?,
            }
        }
    }

    /// Asks for one of several answers, by number or by name; `None` when it is
    /// left open.
    pub(crate) fn one_of(
        &mut self,
        question: &Question<'_>,
        answers: &[Answer],
    ) -> Result<Option<usize>, Unanswered> {
        self.put(question)?;
        for (at, answer) in (1..).zip(answers) {
            self.flow(&format!("  {at}  "), "     ", &answer.name)?;
            for line in &answer.shows {
                self.flow("       ", "       ", line)?;
            }
        }
        loop {
            let given = self.line(question)?;
            let given = given.as_deref().or(question.offer);
            let Some(given) = given else {
                return Ok(None);
            };
            let number = given.parse::<usize>().ok();
            let by_number = number.and_then(|number| number.checked_sub(1));
            let by_number = by_number.filter(|at| *at < answers.len());
            let named = |answer: &Answer| answer.name.eq_ignore_ascii_case(given);
            if let Some(at) = by_number.or_else(|| answers.iter().position(named)) {
                return Ok(Some(at));
            }
            self.say(&format!("  a number from 1 to {}, please", answers.len()))?;
        }
    }

    fn put(&mut self, question: &Question<'_>) -> Result<(), Unanswered> {
        let title = self.style.strong(question.title);
        self.say("")?;
        self.say(&format!("{title}:"))?;
        self.flow("  ", "  ", question.about)
    }

    /// A text on as many lines as it takes, after `lead` on the first.
    fn flow(&mut self, lead: &str, hang: &str, text: &str) -> Result<(), Unanswered> {
        let mut before = lead;
        for line in lines(&clean(text), WIDTH - hang.len()) {
            self.say(&format!("{before}{line}"))?;
            before = hang;
        }
        Ok(())
    }

    /// A line without white space around it; `None` when it is empty.
    fn line(&mut self, question: &Question<'_>) -> Result<Option<String>, Unanswered> {
        let hint = match question.offer {
            Some(offer) => format!("[{offer}] "),
            None => format!("(Enter: {}) ", question.without),
        };
        let asked = write!(self.output, "{hint}> ").and_then(|()| self.output.flush());
        asked.map_err(|_| Unanswered)?;
        let mut line = String::new();
        let mut input = Read::take(&mut *self.input, LONGEST);
        let read = input.read_line(&mut line).map_err(|_| Unanswered)?;
        if read == 0 {
            // The prompt has not been followed by a line break of the answer.
            self.say("")?;
            return Err(Unanswered);
        }
        let answer = line.trim();
        Ok((!answer.is_empty()).then(|| answer.to_owned()))
    }

    fn say(&mut self, text: &str) -> Result<(), Unanswered> {
        writeln!(self.output, "{text}").map_err(|_| Unanswered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes back, and what was shown.
    fn talk<T>(answers: &str, ask: impl FnOnce(&mut Asker<'_>) -> T) -> (T, String) {
        let mut input = answers.as_bytes();
        let mut output = Vec::new();
        let result = ask(&mut Asker::scripted(&mut input, &mut output));
        (result, String::from_utf8(output).unwrap())
    }

    const CURRENCY: Question<'_> = Question {
        title: "Currency",
        about: "of prices without a code",
        offer: None,
        without: "fill in later",
    };

    #[test]
    fn asks_again_until_the_answer_can_be_used() {
        let (answer, shown) = talk("euro\n EUR \n", |asker| {
            asker.text(&CURRENCY, &mut |text| {
                let good = text.len() == 3;
                good.then_some(())
                    .ok_or_else(|| format!("`{text}` is no code"))
            })
        });
        assert_eq!(answer, Ok(Some("EUR".to_owned())));
        insta::assert_snapshot!(shown, @r"

        Currency:
          of prices without a code
        (Enter: fill in later) >   `euro` is no code
        (Enter: fill in later) >
        ");
    }

    #[test]
    fn an_empty_answer_takes_the_offer_or_leaves_it_open() {
        let (answer, _) = talk("\n", |asker| asker.text(&CURRENCY, &mut |_| Ok(())));
        assert_eq!(answer, Ok(None));
        let offered = Question {
            offer: Some("EUR"),
            ..CURRENCY
        };
        let (answer, shown) = talk("\n", |asker| asker.text(&offered, &mut |_| Ok(())));
        assert_eq!(answer, Ok(Some("EUR".to_owned())));
        assert!(shown.contains("[EUR] > "), "{shown}");
    }

    #[test]
    fn one_of_several_is_named_by_number_or_by_word() {
        let answers = ["new", "refurbished", "used"].map(Answer::plain);
        #[rustfmt::skip]
        let cases = [
            ("3\n", Ok(Some(2))), ("Used\n", Ok(Some(2))), ("4\n0\nx\n1\n", Ok(Some(0))),
            ("\n", Ok(None)), ("", Err(Unanswered)), ("5\n", Err(Unanswered)),
        ];
        for (given, expected) in cases {
            let (answer, _) = talk(given, |asker| asker.one_of(&CURRENCY, &answers));
            assert_eq!(answer, expected, "{given:?}");
        }
    }

    #[test]
    fn answers_that_end_early_are_no_answers() {
        let (answer, _) = talk("", |asker| asker.text(&CURRENCY, &mut |_| Ok(())));
        assert_eq!(answer, Err(Unanswered));
        let endless = "x".repeat(10_000);
        let (answer, _) = talk(&endless, |asker| {
            asker.text(&CURRENCY, &mut |text| {
                assert!(text.len() <= 4096);
                Err("no".to_owned())
            })
        });
        assert_eq!(answer, Err(Unanswered));
    }
}
