//! `config.toml`: who owns the logbook, the default protocol, what is strict.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::failure::{Failure, Status};
use super::files;
use crate::rules::RetentionFrom;

/// What `config.toml` says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Config {
    /// The owner's agency.
    pub agency: Option<String>,
    /// The owner.
    pub me: Option<Owner>,
    /// The protocol where none is named.
    pub protocol: Option<String>,
    /// The logbook where none is named.
    pub logbook: Option<PathBuf>,
    /// The key file where none is named.
    pub key_file: Option<PathBuf>,
    /// The key command where none is named.
    pub key_command: Option<String>,
    /// How long cases are to be kept.
    pub retention: Option<RetentionRule>,
    /// Whether a gap is a refusal.
    pub strict: bool,
    /// After how many working days what has no limit is to be reviewed.
    pub review_after: Option<u32>,
}

/// How long cases are to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionRule {
    /// How many years.
    pub years: u32,
    /// From when.
    pub from: RetentionFrom,
}

/// The owner of a logbook.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// Their name.
    pub name: String,
    /// Their role.
    #[serde(default)]
    pub role: String,
}

impl Config {
    /// Reads the file; one that is not there says nothing.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let Some(text) = files::read_if_there(path)? else { return Ok(Self::default()) };
        toml::from_str(&text).map_err(|error| {
            Failure::new(Status::Arguments, format!("{} cannot be read: {}.", path.display(), error.message()))
                .hint(match error.span() {
                    Some(span) => {
                        let line = text.get(..span.start).map_or(0, |before| before.matches('\n').count()) + 1;
                        format!("look at line {line}; it may have: agency, [me] name and role, protocol, logbook, key-file, key-command, [retention] years and from, strict, review-after")
                    }
                    None => "it may have: agency, [me] name and role, protocol, logbook, key-file, key-command, [retention] years and from, strict, review-after".into(),
                })
                .into()
        })
    }

    /// Writes what `init` was told into the file; everything else in it stays as it is.
    pub fn set(
        path: &Path,
        agency: Option<&str>,
        me: Option<&Owner>,
        protocol: Option<&str>,
    ) -> anyhow::Result<()> {
        if agency.is_none() && me.is_none() && protocol.is_none() {
            return Ok(());
        }
        let text = files::read_if_there(path)?.unwrap_or_default();
        let mut document: toml_edit::DocumentMut = text.parse()?;
        if let Some(agency) = agency {
            document.insert("agency", toml_edit::value(agency));
        }
        if let Some(protocol) = protocol {
            document.insert("protocol", toml_edit::value(protocol));
        }
        if let Some(me) = me {
            let mut table = toml_edit::Table::new();
            table.insert("name", toml_edit::value(&me.name));
            table.insert("role", toml_edit::value(&me.role));
            document.insert("me", toml_edit::Item::Table(table));
        }
        files::write_private(path, document.to_string().as_bytes())
    }
}
