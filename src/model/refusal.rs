//! Why an entry is not admitted.

use std::fmt;

/// What a protocol says, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The sentence, or the rule in words.
    pub says: String,
    /// Where it stands: document and paragraph.
    pub source: String,
}

/// Whose rule an entry breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breach {
    /// The arguments are wrong or incomplete.
    Arguments,
    /// The protocol, or the state that the case is in, does not allow it.
    Protocol,
    /// It names something that does not exist.
    Unknown,
}

/// A refusal: what was refused, by which rule, and what to do instead. Nothing was stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Refusal {
    /// Whose rule.
    pub breach: Breach,
    /// What was refused, in one sentence.
    pub message: String,
    /// The clause that refuses it, where a document does.
    pub clause: Option<Box<Clause>>,
    /// What to type instead.
    pub hint: Option<String>,
    /// The arguments that are missing, as they are typed.
    pub missing: Vec<String>,
}

impl Refusal {
    fn new(breach: Breach, message: impl Into<String>) -> Self {
        Self { breach, message: message.into(), clause: None, hint: None, missing: Vec::new() }
    }

    /// The arguments are wrong.
    pub fn arguments(message: impl Into<String>) -> Self {
        Self::new(Breach::Arguments, message)
    }

    /// The protocol or the case's state refuses it.
    pub fn protocol(message: impl Into<String>) -> Self {
        Self::new(Breach::Protocol, message)
    }

    /// There is no such thing.
    pub fn unknown(message: impl Into<String>) -> Self {
        Self::new(Breach::Unknown, message)
    }

    /// With the clause that refuses it.
    #[must_use]
    pub fn by(mut self, says: impl Into<String>, source: impl Into<String>) -> Self {
        self.clause = Some(Box::new(Clause { says: says.into(), source: source.into() }));
        self
    }

    /// With what to type instead.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With the arguments that are missing.
    #[must_use]
    pub fn missing(mut self, flags: Vec<String>) -> Self {
        self.missing = flags;
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(Clause { says, source }) = self.clause.as_deref() {
            write!(f, " The protocol: {} [{source}]", says.trim_end_matches('.'))?;
            f.write_str(".")?;
        }
        Ok(())
    }
}
