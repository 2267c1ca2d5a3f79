//! Scripted trouble: what shall go wrong, when and how often.
//!
//! A [`Fault`] is plain data that reads from scenario files (`scenario`) and from the JSON of the
//! control calls. What it does to a call stands in `script`; nothing here acts.
//!
//! ```toml
//! [[fault]]
//! trouble = { kind = "late", writes = 1, answer = "drop" }
//! when = { method = "POST", edge = "items_batch", skip = 1 }
//! times = 3
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::answer::Method;
use super::chance;
use super::trouble::{ErrorForm, Fate, Trouble};

/// One piece of trouble.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// What goes wrong.
    pub trouble: Trouble,
    /// Which calls it concerns; batch and item troubles look at the batch write alone.
    #[serde(default)]
    pub when: When,
    /// How often it happens before it is used up; `u32::MAX`, in files the word `always`, is for ever.
    #[serde(default = "once", with = "times")]
    pub times: u32,
    /// How likely it is that a call which it concerns is hit, from 0 to 1; certain when absent.
    #[serde(
        default,
        deserialize_with = "probability",
        skip_serializing_if = "Option::is_none"
    )]
    pub chance: Option<f64>,
    /// Which draws the chance makes: the same seed makes the same ones.
    #[serde(default)]
    pub seed: u64,
}

/// Which calls a fault concerns; an absent member fits every call. Troubles of single items count items
/// here where others count calls.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct When {
    /// `GET`, `POST` or `DELETE`.
    pub method: Option<String>,
    /// Last part of the path, as `items_batch`.
    pub edge: Option<String>,
    /// Only batch writes that carry this item.
    pub item: Option<String>,
    /// How many fitting calls pass before the first one is hit.
    pub skip: u32,
    /// After those, only every so manieth fitting call is hit; each one when 0 or 1.
    pub every: u32,
}

fn once() -> u32 {
    1
}

fn probability<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<f64>, D::Error> {
    let chance = f64::deserialize(value)?;
    if (0.0..=1.0).contains(&chance) {
        Ok(Some(chance))
    } else {
        let said = serde::de::Unexpected::Float(chance);
        Err(serde::de::Error::invalid_value(
            said,
            &"a chance from 0 to 1",
        ))
    }
}

/// A number, or the word `always`.
mod times {
    use serde::de::{Error, Unexpected, Visitor};
    use serde::{Deserializer, Serializer};

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde hands a field over like this"
    )]
    pub(super) fn serialize<S: Serializer>(times: &u32, serializer: S) -> Result<S::Ok, S::Error> {
        if *times == u32::MAX {
            serializer.serialize_str("always")
        } else {
            serializer.serialize_u32(*times)
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
        struct Times;
        impl Visitor<'_> for Times {
            type Value = u32;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number of times, or \"always\"")
            }

            fn visit_u64<E: Error>(self, times: u64) -> Result<u32, E> {
                u32::try_from(times)
                    .map_err(|_| E::invalid_value(Unexpected::Unsigned(times), &self))
            }

            fn visit_i64<E: Error>(self, times: i64) -> Result<u32, E> {
                u32::try_from(times).map_err(|_| E::invalid_value(Unexpected::Signed(times), &self))
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<u32, E> {
                if word == "always" {
                    Ok(u32::MAX)
                } else {
                    Err(E::invalid_value(Unexpected::Str(word), &self))
                }
            }
        }
        deserializer.deserialize_any(Times)
    }
}

impl Fault {
    /// Trouble for one call of any kind.
    pub fn new(trouble: Trouble) -> Self {
        Self {
            trouble,
            when: When::default(),
            times: 1,
            chance: None,
            seed: 0,
        }
    }

    /// Refuses an item at its next verdict.
    pub fn refuse(id: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Trouble::RefuseItem {
            id: id.into(),
            message: message.into(),
        })
    }

    /// Answers instead of processing.
    pub fn answer(status: u16, body: Value) -> Self {
        Self::new(Trouble::Answer {
            status,
            headers: BTreeMap::new(),
            body,
        })
    }

    /// Refuses a call with an error of Meta's, in the form that `graph-api.md` 8 gives it.
    pub fn error(code: i64) -> Self {
        Self::new(Trouble::Error(ErrorForm {
            code,
            ..ErrorForm::default()
        }))
    }

    /// Applies the next batch only after so many later ones; its own answer meets this fate.
    pub fn late(writes: u32, answer: Fate) -> Self {
        Self::new(Trouble::Late {
            writes: Some(writes),
            seconds: None,
            answer,
        })
    }

    /// Concerns only this method and edge.
    #[must_use]
    pub fn on(mut self, method: &str, edge: &str) -> Self {
        self.when.method = Some(method.to_owned());
        self.when.edge = Some(edge.to_owned());
        self
    }

    /// Lets this many fitting calls pass first.
    #[must_use]
    pub fn after(mut self, calls: u32) -> Self {
        self.when.skip = calls;
        self
    }

    /// Hits only every so manieth fitting call.
    #[must_use]
    pub fn every(mut self, calls: u32) -> Self {
        self.when.every = calls;
        self
    }

    /// Happens this often.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// Happens as long as the sandbox runs.
    #[must_use]
    pub fn always(self) -> Self {
        self.times(u32::MAX)
    }

    /// Hits a fitting call only with this probability, by draws that the seed decides.
    #[must_use]
    pub fn with_chance(mut self, chance: f64, seed: u64) -> Self {
        self.chance = Some(chance);
        self.seed = seed;
        self
    }

    /// Whether this call is hit, and counts it. `draws` is how often its chance was asked before.
    pub(super) fn hits(&mut self, method: Method, edge: &str, draws: &mut u64) -> bool {
        let fits = |wanted: &Option<String>, is: &str| {
            wanted
                .as_ref()
                .is_none_or(|wanted| wanted.eq_ignore_ascii_case(is))
        };
        if !fits(&self.when.method, &method.to_string()) || !fits(&self.when.edge, edge) {
            return false;
        }
        self.turns_up(draws)
    }

    /// The same for what fits already: counts what passes, and then leaves it to chance.
    pub(super) fn turns_up(&mut self, draws: &mut u64) -> bool {
        if self.when.skip > 0 {
            self.when.skip -= 1;
            return false;
        }
        *draws += 1;
        let every = u64::from(self.when.every.max(1));
        if !draws.is_multiple_of(every) {
            return false;
        }
        if let Some(chance) = self.chance
            && !chance::falls(self.seed, *draws, chance)
        {
            return false;
        }
        self.spend();
        true
    }

    fn spend(&mut self) {
        if self.times != u32::MAX {
            self.times = self.times.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_from_json_and_refuses_words_that_it_does_not_know() {
        let fault: Fault = serde_json::from_value(json!({
            "trouble": {"kind": "answer", "status": 500, "body": {"error": {"code": 2}}},
            "when": {"method": "POST", "edge": "items_batch", "skip": 1},
            "times": 3,
        }))
        .unwrap();
        let built = Fault::answer(500, json!({"error": {"code": 2}}))
            .on("POST", "items_batch")
            .after(1)
            .times(3);
        assert_eq!(fault, built);
        for wrong in [
            json!({"trouble": {"kind": "meteor"}}),
            json!({"trouble": {"kind": "lose_handle"}, "often": 2}),
            json!({"trouble": {"kind": "delay_verdict", "polls": 1, "hours": 2}}),
            json!({"trouble": {"kind": "lose_handle"}, "when": {"path": "x"}}),
            json!({"trouble": {"kind": "lose_handle"}, "times": "sometimes"}),
            json!({"trouble": {"kind": "lose_handle"}, "times": -1}),
            json!({"trouble": {"kind": "lose_handle"}, "chance": 1.5}),
            json!({"trouble": {"kind": "error", "code": 2, "codes": 3}}),
            json!({"trouble": {"kind": "error"}}),
        ] {
            assert!(
                serde_json::from_value::<Fault>(wrong.clone()).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_fault_reads_as_what_was_written_of_it() {
        for fault in [
            Fault::late(2, Fate::Drop).every(3),
            Fault::refuse("A", "no").always().with_chance(0.25, 9),
        ] {
            let text = serde_json::to_string(&fault).unwrap();
            assert_eq!(
                serde_json::from_str::<Fault>(&text).unwrap(),
                fault,
                "{text}"
            );
        }
        let always = json!({"trouble": {"kind": "lose_handle"}, "times": "always"});
        assert_eq!(
            serde_json::from_value::<Fault>(always).unwrap().times,
            u32::MAX
        );
    }
}
