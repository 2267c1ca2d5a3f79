//! The only folder that writes to a terminal, to standard output or to
//! standard error. It shows the values of its model, which commands hand over,
//! and decides nothing.

mod ask;
mod brief;
mod changes;
mod course;
mod detected;
mod facts;
mod groups;
mod human;
mod human_doctor;
mod human_drift;
mod human_explain;
mod human_init;
mod human_rules;
mod human_settings;
mod human_status;
mod items;
mod json;
mod json_detected;
mod json_doctor;
mod json_drift;
mod json_explain;
mod json_init;
mod json_reference;
mod json_status;
mod listen;
mod model;
mod problems;
mod progress;
mod reference;
mod screen;
mod setup;
mod show;
mod stages;
mod style;
mod values;
mod words;
mod wrap;

pub(crate) use ask::{Answer, Asker, Question, Unanswered, can_ask};
pub(crate) use facts::{decimal as decimal_words, facts as facts_words};
pub(crate) use items::ItemFormat;
pub(crate) use json::counts_json;
pub(crate) use model::{
    ChangeLine, Color, DriftReport, Explanation, Failed, Manner, Refusal, Report, StatusReport,
};
pub(crate) use reference::{MapLine, SettingLine, SettingsReport, SourceLines};
pub(crate) use setup::{IdOption, IdOptions, MissingSetting, Setup, Sighting, Step, map_line};
pub(crate) use show::View;
pub(crate) use words::{batches, clean, count, grouped};
