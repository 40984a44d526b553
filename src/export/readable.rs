//! What people read of an export, beside what is sealed: it must say the same.

use chrono::DateTime;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::model::{Digest, Instant, LogId};
use crate::rules::{CaseFile, summary};
use crate::view::{CaseLine, EntryView};

/// A case of an export as people read it: its line and its entries.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadCase {
    /// Its reference.
    pub case: String,
    state: String,
    child: String,
    protocol: String,
    protocol_version: String,
    /// Absent in exports that were made before it was told whose the definition is.
    protocol_digest: Option<String>,
    protocol_origin: Option<String>,
    pathway: String,
    category: String,
    stage: u8,
    stage_title: String,
    opened_at: Time,
    stage_entered_at: Time,
    due_at: Option<Time>,
    outcome: Option<String>,
    parties: Vec<String>,
    /// Its entries, in order.
    #[serde(default)]
    pub(super) entries: Vec<ReadEntry>,
}

/// What is sealed of an entry, as an export gives it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sealed {
    pub log: LogId,
    pub recorded_at: String,
    pub skeleton: String,
    pub payload: Option<String>,
    pub salt: Option<String>,
    pub commitment: Digest,
    pub previous: Digest,
    pub seal: Digest,
}

/// An entry, as an export gives it.
#[expect(clippy::struct_excessive_bools, reason = "a shape of the contract, not a state machine")]
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadEntry {
    case: String,
    pub entry: u64,
    pub kind: String,
    stage: Option<u8>,
    happened_at: Option<Time>,
    #[serde(default)]
    day_only: bool,
    recorded_at: Time,
    recorded_after_minutes: Option<i64>,
    #[serde(default)]
    clock_back: bool,
    recorded_by: Option<String>,
    corrects: Option<u64>,
    #[serde(default)]
    corrected_by: Vec<u64>,
    #[serde(default)]
    earlier: bool,
    #[serde(default)]
    tiers_differ: bool,
    approved_by: Option<u64>,
    filed_by: Option<u64>,
    #[serde(default)]
    erased: bool,
    fields: Map<String, Value>,
    /// Not in a redacted export.
    pub sealed: Option<Sealed>,
    /// Whether the entry before it in the log is not in the export.
    #[serde(skip)]
    pub after_gap: bool,
}

/// A time as the contract writes it: the same instant is the same time, whatever its offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Time(Instant);

impl Time {
    /// Seconds and a numeric offset, and nothing else: `2026-04-02T16:00:00+01:00`.
    fn read(text: &str) -> Option<Self> {
        let at = DateTime::parse_from_rfc3339(text).ok()?;
        (crate::view::time(at) == text).then_some(Self(at))
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::read(&text).ok_or_else(|| serde::de::Error::custom(format!("‘{text}’ is no time")))
    }
}

/// The members of `fields` that are times of the skeleton.
const TIMES: [&str; 4] = ["at", "by", "protect-by", "until"];

impl ReadEntry {
    /// Whether it says what is sealed of it.
    fn says(&self, sealed: &Self) -> bool {
        let rest = |one: &Self| Self {
            fields: Map::new(),
            clock_back: false,
            recorded_after_minutes: None,
            sealed: None,
            after_gap: false,
            ..one.clone()
        };
        let clock = |one: &Self| (one.clock_back, one.recorded_after_minutes);
        let fields_differ = self.fields.len() != sealed.fields.len()
            || self.fields.iter().any(|(name, value)| {
                let said = sealed.fields.get(name);
                said.is_none_or(|said| value != said && !is_same_time(name, value, said))
            });
        // Where the entry before it is not there, nobody can tell whether the clock stood before it.
        let clocks_agree = clock(self) == clock(sealed) || self.after_gap && clock(self) == (true, None);
        rest(self) == rest(sealed) && clocks_agree && !fields_differ
    }
}

fn is_same_time(name: &str, one: &Value, other: &Value) -> bool {
    let time = |value: &Value| value.as_str().and_then(Time::read);
    TIMES.contains(&name) && time(one).is_some() && time(one) == time(other)
}

impl ReadCase {
    /// Holds what people read of a case to what is sealed of it; says what differs.
    pub fn check(&self, sealed: &CaseFile) -> Result<(), String> {
        let CaseFile { case, calendar, .. } = sealed;
        let made = |error: serde_json::Error| error.to_string();
        let line = CaseLine::from(summary(case, sealed.protocol()).0);
        let mut line: Self = serde_json::to_value(line).and_then(serde_json::from_value).map_err(made)?;
        if self.protocol_digest.is_none() {
            line.protocol_digest = None;
        }
        match (&self.protocol_origin, &line.protocol_origin) {
            (Some(said), Some(origin)) if said != origin => {
                return Err(format!(
                    "the line of case {} calls its definition ‘{said}’, and to this version it is ‘{origin}’",
                    case.reference
                ));
            }
            (None, _) => line.protocol_origin = None,
            _ => {}
        }
        if line != (Self { entries: Vec::new(), ..self.clone() }) {
            return Err(format!("the line of case {} does not say what its entries say", case.reference));
        }
        if self.entries.len() != case.entries.len() {
            return Err(format!("case {} has other entries than are listed under it", case.reference));
        }
        for (read, entry) in self.entries.iter().zip(&case.entries) {
            let view = EntryView::of(entry, case, sealed.protocol(), calendar);
            let mut view = serde_json::to_value(view).map_err(made)?;
            if let Value::Object(members) = &mut view {
                members.insert("case".into(), case.reference.to_string().into());
            }
            let sealed: ReadEntry = serde_json::from_value(view).map_err(made)?;
            if !read.says(&sealed) {
                return Err(format!(
                    "what people read of entry {} is not what is sealed of it",
                    entry.number
                ));
            }
        }
        Ok(())
    }
}
