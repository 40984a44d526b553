//! Strict reading of a table: every key is asked for by name, and what is left over is a finding.

use super::finding::{Code, Finding, Findings, Place};
use super::tree::{Node, Table, Value};
use crate::model::Id;

/// A table that is being read.
pub struct Shape<'t> {
    table: &'t Table,
    place: &'t Place,
    /// What it is, for messages: “stage 2 of pathway ‘general’”.
    pub what: String,
    asked: Vec<&'static str>,
}

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub place: Place,
}

impl<'t> Shape<'t> {
    /// Begins to read a table.
    pub fn new(table: &'t Table, place: &'t Place, what: impl Into<String>) -> Self {
        Self { table, place, what: what.into(), asked: Vec::new() }
    }

    /// Where the table stands.
    pub fn place(&self) -> &'t Place {
        self.place
    }

    fn get(&mut self, key: &'static str) -> Option<&'t Node> {
        self.asked.push(key);
        self.table.0.get(key).map(|(_, node)| node)
    }

    /// Whether the table has a key.
    pub fn has(&self, key: &str) -> bool {
        self.table.0.contains_key(key)
    }

    /// A text, without asking for it: what it is for is read later.
    pub fn peek_text(&self, key: &str) -> Option<&'t str> {
        match &self.table.0.get(key)?.1.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn wrong_type(&self, key: &str, expected: &str, node: &Node, findings: &mut Findings) {
        let message = format!("‘{key}’ of {} is {expected}, not {}", self.what, node.value.a_type());
        findings.add(Finding::new(Code::WrongType, &node.place, message));
    }

    /// Says that a key must be there.
    pub fn missing(&self, key: &str, findings: &mut Findings) {
        let message = format!("{} has no ‘{key}’", self.what);
        findings.add(Finding::new(Code::MissingKey, self.place, message).hint(format!("add: {key} = …")));
    }

    /// An optional text.
    pub fn text(&mut self, key: &'static str, findings: &mut Findings) -> Option<Placed<String>> {
        let node = self.get(key)?;
        if let Value::Text(text) = &node.value {
            if text.trim().is_empty() {
                let message = format!("‘{key}’ of {} is empty", self.what);
                findings.add(Finding::new(Code::BadValue, &node.place, message));
            }
            return Some(Placed { value: text.clone(), place: node.place.clone() });
        }
        self.wrong_type(key, "a text", node, findings);
        None
    }

    /// A text that must be there; empty where it is not.
    pub fn need_text(&mut self, key: &'static str, findings: &mut Findings) -> String {
        if !self.has(key) {
            self.missing(key, findings);
        }
        self.text(key, findings).map(|text| text.value).unwrap_or_default()
    }

    /// An optional whole number from 0 up to a most.
    pub fn number(&mut self, key: &'static str, most: u32, findings: &mut Findings) -> Option<Placed<u32>> {
        let node = self.get(key)?;
        let Value::Whole(number) = node.value else {
            self.wrong_type(key, "a whole number", node, findings);
            return None;
        };
        let Some(value) = u32::try_from(number).ok().filter(|number| *number <= most) else {
            let message = format!("‘{key}’ of {} is {number}; it lies between 0 and {most}", self.what);
            findings.add(Finding::new(Code::BadValue, &node.place, message));
            return None;
        };
        Some(Placed { value, place: node.place.clone() })
    }

    /// An optional whole number that may be negative.
    pub fn signed(&mut self, key: &'static str, findings: &mut Findings) -> Option<i64> {
        let node = self.get(key)?;
        if let Value::Whole(number) = node.value {
            return Some(number);
        }
        self.wrong_type(key, "a whole number", node, findings);
        None
    }

    /// Every key of a table whose keys are data and whose values are texts.
    pub fn pairs(self, findings: &mut Findings) -> Vec<(&'t str, &'t Place, &'t str)> {
        let mut pairs = Vec::new();
        for (key, (place, node)) in &self.table.0 {
            if let Value::Text(text) = &node.value {
                pairs.push((key.as_str(), place, text.as_str()));
            } else {
                self.wrong_type(key, "a text", node, findings);
            }
        }
        pairs
    }

    /// A flag; false where it is not there.
    pub fn flag(&mut self, key: &'static str, findings: &mut Findings) -> bool {
        let Some(node) = self.get(key) else { return false };
        if let Value::Flag(flag) = node.value {
            return flag;
        }
        self.wrong_type(key, "true or false", node, findings);
        false
    }

    fn list(&mut self, key: &'static str, findings: &mut Findings) -> &'t [Node] {
        let Some(node) = self.get(key) else { return &[] };
        if let Value::List(list) = &node.value {
            return list;
        }
        self.wrong_type(key, "a list", node, findings);
        &[]
    }

    /// A list of texts; empty where it is not there.
    pub fn texts(&mut self, key: &'static str, findings: &mut Findings) -> Vec<Placed<String>> {
        let mut texts = Vec::new();
        for node in self.list(key, findings) {
            if let Value::Text(text) = &node.value {
                texts.push(Placed { value: text.clone(), place: node.place.clone() });
            } else {
                self.wrong_type(key, "a list of texts", node, findings);
            }
        }
        texts
    }

    /// A list of whole numbers; empty where it is not there.
    pub fn numbers(&mut self, key: &'static str, findings: &mut Findings) -> Vec<Placed<i64>> {
        let mut numbers = Vec::new();
        for node in self.list(key, findings) {
            if let Value::Whole(value) = node.value {
                numbers.push(Placed { value, place: node.place.clone() });
            } else {
                self.wrong_type(key, "a list of whole numbers", node, findings);
            }
        }
        numbers
    }

    /// A list of tables, each to be read; `what` names one of them.
    pub fn tables(&mut self, key: &'static str, what: &str, findings: &mut Findings) -> Vec<Shape<'t>> {
        let mut shapes = Vec::new();
        for node in self.list(key, findings) {
            if let Value::Table(table) = &node.value {
                shapes.push(Shape::new(table, &node.place, what));
            } else {
                self.wrong_type(key, "a list of tables", node, findings);
            }
        }
        shapes
    }

    /// An optional table.
    pub fn table(&mut self, key: &'static str, what: &str, findings: &mut Findings) -> Option<Shape<'t>> {
        let node = self.get(key)?;
        if let Value::Table(table) = &node.value {
            return Some(Shape::new(table, &node.place, what));
        }
        self.wrong_type(key, "a table", node, findings);
        None
    }

    /// An optional word of a vocabulary.
    pub fn word<T: std::str::FromStr>(
        &mut self,
        key: &'static str,
        known: &[&str],
        findings: &mut Findings,
    ) -> Option<T> {
        let text = self.text(key, findings)?;
        let word = text.value.parse().ok();
        if word.is_none() {
            let message = format!("‘{}’ is not something that ‘{key}’ takes", text.value);
            findings.add(
                Finding::new(Code::BadValue, &text.place, message)
                    .did_you_mean(&text.value, known.iter().copied()),
            );
        }
        word
    }

    /// An id that must be there, with its place; none where it is missing or ill-formed.
    pub fn need_id(&mut self, key: &'static str, findings: &mut Findings) -> Option<Placed<Id>> {
        if !self.has(key) {
            self.missing(key, findings);
        }
        let text = self.text(key, findings)?;
        read_id(&text, findings).map(|value| Placed { value, place: text.place })
    }

    /// A list of ids, with their places.
    pub fn ids(&mut self, key: &'static str, findings: &mut Findings) -> Vec<Placed<Id>> {
        let texts = self.texts(key, findings);
        texts
            .into_iter()
            .filter_map(|text| read_id(&text, findings).map(|value| Placed { value, place: text.place }))
            .collect()
    }

    /// Ends the reading: what was not asked for is unknown.
    pub fn finish(self, findings: &mut Findings) {
        for (key, (place, _)) in &self.table.0 {
            // A key without a name is a syntax error, and told as one.
            if !key.is_empty() && !self.asked.contains(&key.as_str()) {
                let message = format!("{} has no key ‘{key}’", self.what);
                findings.add(
                    Finding::new(Code::UnknownKey, place, message)
                        .did_you_mean(key, self.asked.iter().copied()),
                );
            }
        }
    }
}

fn read_id(text: &Placed<String>, findings: &mut Findings) -> Option<Id> {
    let id = text.value.parse();
    if id.is_err() {
        let message = format!("‘{}’ is no id", text.value);
        findings.add(
            Finding::new(Code::BadId, &text.place, message)
                .hint("an id has letters, digits and single hyphens, such as plan-implementation"),
        );
    }
    id.ok()
}
