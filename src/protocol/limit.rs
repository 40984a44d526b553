//! How long a stage or a duty may take, and from when.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::model::words::words;
use crate::model::{Id, StageNumber};

words! {
    /// The kinds of limit.
    pub enum LimitKind {
        Hours = "hours", "elapsed hours, through nights, weekends and holidays";
        CalendarDays = "calendar-days", "days, to the same local time, through weekends and holidays";
        WorkingDays = "working-days", "working days of the calendar, to the close of business";
        WorkingWeeks = "working-weeks", "weeks of five working days, to the close of business";
        SameWorkingDay = "same-working-day", "the close of business of the same working day";
        Stated = "stated", "the person escalating states it, and must";
        Unspecified = "unspecified", "the document gives none; one may be stated";
        WithoutDelay = "without-delay", "at once";
    }
}

/// A limit of a stage or of a duty, as a definition gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Limit {
    /// Its kind, which is its unit.
    pub kind: LimitKind,
    /// How many of the unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<u32>,
    /// What it counts from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Start>,
    /// Whether a stated limit may exceed it, with a warning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub indicative: bool,
    /// Whether it is to happen without delay, besides its kind.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
    /// Whether it is recorded who agreed to it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub agreed: bool,
    /// The group of stages that share it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
    /// Where it stands in the document.
    pub source: String,
}

/// Stages that share one limit, which starts with the first of them that was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its name.
    pub id: Id,
    /// Its stages.
    pub stages: Vec<StageNumber>,
    /// How it is to be understood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
}

impl Limit {
    /// The span of time, where the limit is one.
    pub fn span(&self) -> Option<Span> {
        let amount = self.amount.unwrap_or(0);
        match self.kind {
            LimitKind::Hours => Some(Span::Hours(amount)),
            LimitKind::CalendarDays => Some(Span::CalendarDays(amount)),
            LimitKind::WorkingDays => Some(Span::WorkingDays(amount)),
            LimitKind::WorkingWeeks => Some(Span::WorkingWeeks(amount)),
            LimitKind::SameWorkingDay => Some(Span::WorkingDays(0)),
            LimitKind::Stated | LimitKind::Unspecified | LimitKind::WithoutDelay => None,
        }
    }

    /// Whether it is to happen without delay.
    pub fn is_urgent(&self) -> bool {
        self.urgent || self.kind == LimitKind::WithoutDelay
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.span() {
            Some(span) => write!(f, "{span}")?,
            None => f.write_str(self.kind.meaning())?,
        }
        if self.indicative {
            f.write_str(" (indicative)")?;
        }
        if self.urgent {
            f.write_str(", without delay")?;
        }
        Ok(())
    }
}

/// What a limit counts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// The concern: when the case opened.
    Opened,
    /// The move to the stage.
    Entered,
    /// When the stage before failed; where nothing says when, the move to this one.
    Failed,
    /// The move to the first stage of the group.
    Group,
    /// The end of the disagreement.
    Resolved,
    /// A meeting at this stage.
    Meeting,
    /// The time that a field of kind `when` gives, such as the receipt of the decision.
    Field(Id),
    /// When another duty of this stage was met.
    Duty(Id),
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Opened => f.write_str("opened"),
            Self::Entered => f.write_str("entered"),
            Self::Failed => f.write_str("failed"),
            Self::Group => f.write_str("group"),
            Self::Resolved => f.write_str("resolved"),
            Self::Meeting => f.write_str("meeting"),
            Self::Field(field) => write!(f, "field:{field}"),
            Self::Duty(duty) => write!(f, "duty:{duty}"),
        }
    }
}

impl Start {
    /// Every form, for messages.
    pub const FORMS: &'static str = "opened, entered, failed, resolved, meeting, field:ID, duty:ID";

    /// The start in words: “the move to the stage”.
    pub fn in_words(&self) -> String {
        match self {
            Self::Opened => "the concern".into(),
            Self::Entered => "the move to the stage".into(),
            Self::Failed => "the failure of the stage before".into(),
            Self::Group => "the move to the first stage of the group".into(),
            Self::Resolved => "the resolution".into(),
            Self::Meeting => "the meeting".into(),
            Self::Field(field) => format!("‘{field}’"),
            Self::Duty(duty) => format!("the duty ‘{duty}’"),
        }
    }
}

impl FromStr for Start {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Ok(match text {
            "opened" => Self::Opened,
            "entered" => Self::Entered,
            "failed" => Self::Failed,
            "group" => Self::Group,
            "resolved" => Self::Resolved,
            "meeting" => Self::Meeting,
            _ => match text.split_once(':') {
                Some(("field", field)) => Self::Field(field.parse().map_err(|_| ())?),
                Some(("duty", duty)) => Self::Duty(duty.parse().map_err(|_| ())?),
                _ => return Err(()),
            },
        })
    }
}

impl Serialize for Start {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Start {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(|()| serde::de::Error::custom(format!("‘{text}’ is no start of a limit")))
    }
}

/// A span of time in a unit that a calendar can count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Elapsed hours.
    Hours(u32),
    /// Calendar days, to the same local time.
    CalendarDays(u32),
    /// Working days, to the close of business; none is the same working day.
    WorkingDays(u32),
    /// Weeks of five working days.
    WorkingWeeks(u32),
}

impl Span {
    /// The most of any unit: ten years of days.
    pub const MOST: u32 = 3660;
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (amount, unit) = match self {
            Self::WorkingDays(0) => return f.write_str("the same working day"),
            Self::Hours(amount) => (amount, "hour"),
            Self::CalendarDays(amount) => (amount, "calendar day"),
            Self::WorkingDays(amount) => (amount, "working day"),
            Self::WorkingWeeks(amount) => (amount, "working week"),
        };
        write!(f, "{amount} {unit}{}", if *amount == 1 { "" } else { "s" })
    }
}

/// A text that is no span of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSpan {
    /// Days without their kind.
    #[error("‘{0}’ does not say which days: type “{1} working days” or “{1} calendar days”")]
    WhichDays(String, u32),
    /// Weeks without their kind.
    #[error("‘{0}’ does not say which weeks: type “{1} working weeks” or “{2} calendar days”")]
    WhichWeeks(String, u32, u32),
    /// More than a limit can be.
    #[error("‘{0}’ is too long: a limit is at most {max}", max = Span::MOST)]
    TooLong(String),
    /// Something else.
    #[error(
        "‘{0}’ is no limit: type for instance “2 working days”, “1 working week”, “48 hours”, “10 calendar days” or “same working day”"
    )]
    Unreadable(String),
}

impl FromStr for Span {
    type Err = BadSpan;

    fn from_str(text: &str) -> Result<Self, BadSpan> {
        let unreadable = || BadSpan::Unreadable(text.to_owned());
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if let ["same", "working", "day"] | ["the", "same", "working", "day"] = words[..] {
            return Ok(Self::WorkingDays(0));
        }
        let [number, unit @ ..] = &words[..] else { return Err(unreadable()) };
        if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
            return Err(unreadable());
        }
        let too_long = || BadSpan::TooLong(text.to_owned());
        let amount =
            number.parse::<u32>().ok().filter(|amount| *amount <= Self::MOST).ok_or_else(too_long)?;
        match unit {
            ["hour" | "hours"] => Ok(Self::Hours(amount)),
            ["calendar", "day" | "days"] => Ok(Self::CalendarDays(amount)),
            ["working", "day" | "days"] => Ok(Self::WorkingDays(amount)),
            ["working", "week" | "weeks"] => Ok(Self::WorkingWeeks(amount)),
            ["day" | "days"] => Err(BadSpan::WhichDays(text.to_owned(), amount)),
            ["week" | "weeks"] => Err(BadSpan::WhichWeeks(text.to_owned(), amount, amount.saturating_mul(7))),
            _ => Err(unreadable()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_reads_in_its_unit() {
        for (text, span) in [
            ("1 working day", Span::WorkingDays(1)),
            ("2 Working Days", Span::WorkingDays(2)),
            ("1 working week", Span::WorkingWeeks(1)),
            ("48 hours", Span::Hours(48)),
            ("10 calendar days", Span::CalendarDays(10)),
            ("same working day", Span::WorkingDays(0)),
        ] {
            assert_eq!(text.parse::<Span>().unwrap(), span);
            assert_eq!(span.to_string().parse::<Span>().unwrap(), span);
        }
    }

    #[test]
    fn days_without_their_kind_are_asked_back() {
        assert_eq!(
            "5 days".parse::<Span>().unwrap_err().to_string(),
            "‘5 days’ does not say which days: type “5 working days” or “5 calendar days”"
        );
        assert!(matches!("2 weeks".parse::<Span>(), Err(BadSpan::WhichWeeks(..))));
        assert!(matches!("99999 hours".parse::<Span>(), Err(BadSpan::TooLong(_))));
        assert!(matches!("99999999999999999999 hours".parse::<Span>(), Err(BadSpan::TooLong(_))));
        for text in
            ["", "day", "-1 hours", "+1 hours", "one working day", "1 working", "1.5 hours", "1 fortnight"]
        {
            assert!(matches!(text.parse::<Span>(), Err(BadSpan::Unreadable(_))), "{text}");
        }
    }
}
