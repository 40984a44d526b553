//! Whose a definition is: one that escalate ships, or an agency's own.
//!
//! Told by the digest alone. An id or a version proves nothing: anybody can write it into a file.

use super::builtin;
use super::library::Resolved;
use crate::model::{Digest, Id};

/// Whose a definition is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// It came with this program, or with an earlier release of it.
    Shipped,
    /// It is an agency's own, with its digest.
    Own(Digest),
}

impl Origin {
    /// Whose the definition of this digest is.
    pub fn of(digest: Digest) -> Self {
        if builtin::is_shipped(digest) { Self::Shipped } else { Self::Own(digest) }
    }

    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Shipped => "shipped",
            Self::Own(_) => "own",
        }
    }

    /// The digest of a definition that is an agency's own.
    pub fn own_digest(self) -> Option<Digest> {
        match self {
            Self::Shipped => None,
            Self::Own(digest) => Some(digest),
        }
    }

    /// A protocol's id as a list names it, with the mark of a definition that is not the shipped one.
    pub fn beside(self, id: &str) -> String {
        match self {
            Self::Shipped => id.to_owned(),
            Self::Own(digest) if builtin::has_definition(id) => {
                format!("{id} (changed by this agency, {})", digest.short())
            }
            Self::Own(digest) => format!("{id} (this agency’s own, {})", digest.short()),
        }
    }
}

impl Resolved {
    /// Whose the definition is.
    pub fn origin(&self) -> Origin {
        Origin::of(self.digest)
    }

    /// What is to stand beside the title of a definition that is not the shipped one.
    pub fn mark(&self) -> Option<String> {
        let digest = self.origin().own_digest()?.short();
        let extends = self.protocol.extends.as_ref().map(|base| {
            let own = if builtin::is_shipped(base.digest) { "" } else { "this agency’s own " };
            format!(", which extends {own}{}", base.id)
        });
        let extends = extends.unwrap_or_default();
        Some(if builtin::has_definition(self.protocol.id.as_str()) {
            format!("changed by this agency, not the shipped definition{extends}, {digest}")
        } else {
            format!("this agency’s own definition{extends}, {digest}")
        })
    }

    /// A text in which the definition speaks for itself, with the mark of one that is not the shipped one.
    pub fn marked(&self, text: &str) -> String {
        match self.mark() {
            None => text.to_owned(),
            Some(mark) => format!("{text} ({mark})"),
        }
    }

    /// The title, with the mark of a definition that is not the shipped one.
    pub fn title_with_origin(&self) -> String {
        self.marked(&self.protocol.title)
    }

    /// The title as the file gives it, to write into another definition; people are shown
    /// [`title_with_origin`](Self::title_with_origin).
    pub fn title_as_written(&self) -> &str {
        &self.protocol.title
    }

    /// The id, with the mark of a definition that is not the shipped one.
    pub fn id_with_origin(&self) -> String {
        self.origin().beside(self.id().as_str())
    }

    fn id(&self) -> &Id {
        &self.protocol.id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::builtin::Prepared;

    fn shipped(id: &str) -> Resolved {
        Prepared::of(id).unwrap().resolved().unwrap()
    }

    #[test]
    fn the_digest_tells_and_neither_id_nor_version() {
        let shipped = shipped("4lscb");
        assert_eq!(shipped.origin(), Origin::Shipped);
        assert_eq!(shipped.mark(), None);
        assert_eq!(shipped.title_with_origin(), shipped.protocol.title);
        let mut changed = shipped.protocol.clone();
        changed.pathways[0].stages[0].limit.amount = Some(30);
        let changed = Resolved::of(changed).unwrap();
        assert_eq!(changed.protocol.version, shipped.protocol.version);
        assert_eq!(changed.origin(), Origin::Own(changed.digest));
        let digest = changed.digest.short();
        assert!(changed.digest.to_string().starts_with(&digest) && digest.len() == 12);
        let mark = format!("changed by this agency, not the shipped definition, {digest}");
        assert_eq!(changed.title_with_origin(), format!("{} ({mark})", shipped.protocol.title));
        assert_eq!(changed.origin().beside("4lscb"), format!("4lscb (changed by this agency, {digest})"));
    }

    #[test]
    fn an_own_definition_says_what_it_extends() {
        let base = shipped("4lscb");
        let mut own = base.protocol.clone();
        own.id = "elm".parse().unwrap();
        own.title = "Elm".into();
        own.extends = Some(crate::protocol::Base { id: "4lscb".parse().unwrap(), digest: base.digest });
        let resolved = Resolved::of(own.clone()).unwrap();
        let digest = resolved.digest.short();
        assert_eq!(
            resolved.title_with_origin(),
            format!("Elm (this agency’s own definition, which extends 4lscb, {digest})")
        );
        own.extends.as_mut().unwrap().digest = Digest([7; 32]);
        let title = Resolved::of(own).unwrap().title_with_origin();
        assert!(title.contains("which extends this agency’s own 4lscb"), "{title}");
    }
}
