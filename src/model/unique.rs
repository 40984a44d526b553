//! JSON that every reader reads alike.
//!
//! Readers differ in which of two members of one name they take, and in what they make of a number that is not
//! whole; what is evidence must read the same to everybody.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Refuses a text that is no JSON, in which an object names a member twice, or a number is not whole.
pub fn check(json: &str) -> Result<(), String> {
    serde_json::from_str::<Unique<true>>(json).map(|_| ()).map_err(|error| error.to_string())
}

/// Refuses a text that is no JSON, or in which an object names a member twice.
pub fn check_names(json: &str) -> Result<(), String> {
    serde_json::from_str::<Unique<false>>(json).map(|_| ()).map_err(|error| error.to_string())
}

/// Any JSON value without a member that is named twice, with whole numbers only where that is asked;
/// nothing of it is kept.
struct Unique<const WHOLE: bool>;

impl<'de, const WHOLE: bool> Deserialize<'de> for Unique<WHOLE> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Members::<WHOLE>)
    }
}

struct Members<const WHOLE: bool>;

impl<'de, const WHOLE: bool> Visitor<'de> for Members<WHOLE> {
    type Value = Unique<WHOLE>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Unique)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Unique)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Unique)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        if WHOLE { Err(E::custom(format_args!("{number} is no whole number"))) } else { Ok(Unique) }
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Unique)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Unique)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<Unique<WHOLE>>()?.is_some() {}
        Ok(Unique)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut names = BTreeSet::new();
        while let Some(name) = object.next_key::<String>()? {
            object.next_value::<Unique<WHOLE>>()?;
            if let Some(twice) = names.replace(name) {
                return Err(A::Error::custom(format_args!("‘{twice}’ is given twice in one object")));
            }
        }
        Ok(Unique)
    }
}

#[cfg(test)]
mod tests {
    use super::{check, check_names};

    #[test]
    fn a_member_that_is_named_twice_is_found_at_any_depth_and_however_it_is_written() {
        for json in ["1", "{}", r#"{"a":{"a":1},"b":[{"a":null},{"a":-5}]}"#, r#"["a","a"]"#] {
            assert_eq!(check(json), Ok(()), "{json}");
        }
        for json in [r#"{"a":1,"a":1}"#, r#"[{"b":{"a":1,"c":2,"\u0061":1}}]"#] {
            assert!(check(json).unwrap_err().contains("‘a’ is given twice"), "{json}");
        }
        assert!(check("{").is_err());
    }

    #[test]
    fn a_number_that_readers_make_different_things_of_is_found() {
        for json in ["1.5", "-0", "1e3", "[{\"a\": 18446744073709551616}]", "-9223372036854775809", "1e999"] {
            assert!(check(json).is_err(), "{json}");
        }
        assert_eq!(check_names("1.5"), Ok(()));
        assert_eq!(check("[18446744073709551615, -9223372036854775808]"), Ok(()));
    }
}
