//! Fixed vocabularies: an enumeration whose members are words in JSON and on the command line.

/// What every vocabulary can tell.
pub trait Word: Copy + Send + Sync + std::str::FromStr<Err = UnknownWord> + 'static {
    /// Every member, in order.
    const ALL: &'static [Self];

    /// The word in JSON and on the command line.
    fn word(self) -> &'static str;

    /// The word's meaning, as a phrase.
    fn meaning(self) -> &'static str;
}

/// Declares an enumeration with a word and an explanation for each member.
///
/// Gives `word()`, `meaning()`, `ALL`, `Display`, `FromStr` and serde's traits, all by the word.
macro_rules! words {
    ($(#[$about:meta])* $visibility:vis enum $name:ident { $($member:ident = $word:literal, $meaning:literal;)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visibility enum $name {
            $(#[doc = $meaning] $member,)*
        }

        impl $name {
            /// Every member, in order.
            pub const ALL: &'static [Self] = &[$(Self::$member,)*];

            /// The word in JSON and on the command line.
            pub fn word(self) -> &'static str {
                match self { $(Self::$member => $word,)* }
            }

            /// The word's meaning, as a phrase.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$member => $meaning,)* }
            }
        }

        impl $crate::model::Word for $name {
            const ALL: &'static [Self] = Self::ALL;

            fn word(self) -> &'static str {
                self.word()
            }

            fn meaning(self) -> &'static str {
                self.meaning()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::model::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|member| member.word() == text).ok_or_else(|| {
                    $crate::model::UnknownWord {
                        word: text.to_owned(),
                        known: Self::ALL.iter().map(|member| member.word()).collect(),
                    }
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                std::borrow::Cow::<'de, str>::deserialize(deserializer)?
                    .parse()
                    .map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use words;

/// A word that a vocabulary does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("‘{word}’ is none of {}", known.join(", "))]
pub struct UnknownWord {
    /// What was given.
    pub word: String,
    /// What the vocabulary has.
    pub known: Vec<&'static str>,
}
