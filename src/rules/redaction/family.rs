//! Who is of the family or a third party, and who is a professional: by the words of roles and agencies.

use super::folding::{Folded, Gap};
use super::relations::{
    AT_WORK, NO_AGENCY, ORGANISATIONS, PREPOSITIONS, PROFESSIONS, RELATIONS, RELATIONS_OF_TWO,
    SHORT_RELATIONS, TITLES_OF_RELATION,
};
use crate::model::Person;

/// On which side somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Their role or agency says that they are of the family or a third party.
    Family,
    /// They act for an agency.
    Professional,
    /// It cannot be told, for this reason; they count as family.
    Unsure(&'static str),
}

/// What a phrase of a role says of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// A relative or another third party: “maternal grandmother”, “mother's partner”.
    Relation,
    /// Several of them, who may be whom a professional works with: “parents”, “children”, “birth family”.
    Group,
    /// A profession, whomever it is for: “family support worker”.
    Profession,
    /// Something with a word for a relative in it.
    Unclear,
    /// None of these.
    Nothing,
}

/// On which side somebody stands.
pub(super) fn side(person: &Person) -> Side {
    let agency = words(&Folded::new(person.agency.name())).concat();
    let said: Vec<Said> =
        words(&Folded::new(&person.role)).iter().map(|phrase| said(phrase, &agency)).collect();
    let says = |what: Said| said.contains(&what);
    let organised = is_organised(&agency);
    let works = says(Said::Profession);
    if says(Said::Relation) {
        return if works && organised {
            Side::Unsure("the role names a relative and a profession")
        } else {
            Side::Family
        };
    }
    if !organised && has_relation(&agency) {
        return if works {
            Side::Unsure("the role names a profession, the agency a family")
        } else {
            Side::Family
        };
    }
    if NO_AGENCY.contains(&agency.join(" ").as_str()) {
        let tells = says(Said::Group) || says(Said::Unclear);
        return if tells && !works { Side::Family } else { Side::Unsure("no agency is given") };
    }
    match (says(Said::Group), says(Said::Unclear)) {
        _ if works => Side::Professional,
        (true, _) if !organised => Side::Family,
        (false, false) if organised => Side::Professional,
        (false, false) => {
            Side::Unsure("neither the role nor the agency names a profession or an organisation")
        }
        _ => Side::Unsure("the role has a word for a relative"),
    }
}

/// What a phrase says: its last word before “of”, “for” or the like counts, what stands before that only says
/// whose or for whom.
fn said(phrase: &[String], agency: &[String]) -> Said {
    let works = |words: &[String]| words.iter().any(|word| is_profession(word));
    let preposition =
        phrase.iter().position(|word| PREPOSITIONS.contains(&word.as_str())).filter(|at| *at > 0);
    let (main, _) = phrase.split_at(preposition.unwrap_or(phrase.len()));
    let Some(head) = main.last() else { return Said::Nothing };
    if is_title(phrase) || is_title(main) || main.len() == 1 && is_at_work(head, agency) {
        return Said::Profession;
    }
    let of_two = matches!(main, [.., one, other] if is_relation_of_two(one, other));
    if is_relative(head) || of_two || SHORT_RELATIONS.contains(&singular(head)) {
        return if is_group(head) { Said::Group } else { Said::Relation };
    }
    match has_relation(phrase) {
        _ if works(main) => Said::Profession,
        true => Said::Unclear,
        false => Said::Nothing,
    }
}

/// Whether a phrase is a professional's title though it ends in a word for a relative.
fn is_title(phrase: &[String]) -> bool {
    match phrase {
        [.., ad, litem] if ad == "ad" && litem == "litem" => true,
        [.., before, last] => TITLES_OF_RELATION.contains(&(singular(before), singular(last))),
        _ => false,
    }
}

/// Whether a word for a relative names a profession in such an agency, as “sister” does in a hospital.
fn is_at_work(word: &str, agency: &[String]) -> bool {
    let here = AT_WORK.iter().find(|(relation, _)| *relation == singular(word));
    here.is_some_and(|(_, agencies)| agency.iter().any(|word| agencies.contains(&singular(word))))
}

fn is_group(word: &str) -> bool {
    ["family", "foster", "household", "kin", "kinship", "people", "public"].contains(&word)
        || word != singular(word)
}

fn is_relation_of_two(one: &str, other: &str) -> bool {
    RELATIONS_OF_TWO.contains(&(one, other)) || RELATIONS_OF_TWO.contains(&(one, singular(other)))
}

fn has_relation(words: &[String]) -> bool {
    words.iter().any(|word| is_relative(word))
        || words.windows(2).any(|two| matches!(two, [one, other] if is_relation_of_two(one, other)))
}

/// Whether a word names a relative or another third party.
pub(super) fn is_relative(word: &str) -> bool {
    let is_it = |word: &str| RELATIONS.contains(&word);
    let stripped =
        ["step", "grand", "ex", "half", "great", "co"].iter().find_map(|prefix| word.strip_prefix(prefix));
    is_it(word)
        || is_it(singular(word))
        || stripped.is_some_and(|rest| is_it(rest) || is_it(singular(rest)))
        || ["children", "families", "wives"].contains(&word)
}

/// A word without the ending of the plural or of a possessive.
pub(super) fn singular(word: &str) -> &str {
    match word {
        "children" | "childrens" | "childs" => "child",
        "families" | "familys" => "family",
        word => word.strip_suffix('s').filter(|rest| rest.len() > 2 && !rest.ends_with('s')).unwrap_or(word),
    }
}

/// The words of each phrase of a text: “parent/carer” and “nan (maternal)” are two, “step-dad's partner” one.
fn words(text: &Folded) -> Vec<Vec<String>> {
    let mut phrases: Vec<Vec<String>> = Vec::new();
    let mut at = 0;
    while at < text.units.len() {
        let end = text.word_end(at, false);
        let word = text.letters_of(at, end).to_owned();
        let conjunction = ["and", "or"].contains(&word.as_str());
        if conjunction || text.gap(at) == Gap::Far {
            phrases.push(Vec::new());
        }
        // The s of a possessive is no word.
        if !(conjunction || word == "s" && text.gap(at) == Gap::Joint) {
            match phrases.last_mut() {
                Some(phrase) => phrase.push(word),
                None => phrases.push(vec![word]),
            }
        }
        at = end;
    }
    phrases.retain(|phrase| !phrase.is_empty());
    phrases
}

/// Whether a word names a profession.
pub(super) fn is_profession(word: &str) -> bool {
    PROFESSIONS.contains(&singular(word))
}

/// Whether an agency's name says that it is an organisation.
pub(super) fn is_organisation(agency: &str) -> bool {
    is_organised(&words(&Folded::new(agency)).concat())
}

fn is_organised(agency: &[String]) -> bool {
    agency.iter().any(|word| ORGANISATIONS.contains(&singular(word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Agency;

    fn side_of(role: &str, agency: &str) -> Side {
        side(&Person { name: "Jo Doe".into(), role: role.into(), agency: Agency::new(agency) })
    }

    #[test]
    fn a_relative_is_of_the_family_however_it_is_put() {
        for role in [
            "mother",
            "Father",
            "maternal grandmother",
            "birth mother",
            "foster carer",
            "nan",
            "nana",
            "Gran",
            "grandad",
            "stepdad",
            "step-father",
            "step mum",
            "StepMum",
            "cousin",
            "mother's partner",
            "Mother’s partner",
            "partner of mother",
            "mum's ex-boyfriend",
            "Parent/carer",
            "parent / carer",
            "parents",
            "mother & father",
            "special guardian",
            "legal guardian",
            "great-aunt (paternal)",
            "aunt of the child",
            "mother-in-law",
            "neighbour",
            "next door neighbour",
            "friend of the family",
            "family friend",
            "third party",
            "third-party",
            "a member of the public",
            "child",
            "young person",
            "Young people",
            "kin",
            "kinship carer",
            "next of kin",
            "half-brother",
            "teacher's husband",
            "the nurse’s son",
            "Sister",
            "sibling",
            "guardians",
            "MOTHER",
            "Mothe\u{AD}r",
            "niece",
            "lodger",
            "birth family",
            "person with parental responsibility",
            "mother (deceased)",
        ] {
            for agency in ["Family", "", "-", "–", "none", "N/A", "the public", "Pryce household"] {
                assert_eq!(side_of(role, agency), Side::Family, "{role}, {agency}");
            }
            let side = side_of(role, "Elm School");
            assert_ne!(side, Side::Professional, "{role}, Elm School");
        }
    }

    #[test]
    fn an_agency_makes_somebody_family_too() {
        for agency in [
            "family",
            "The Family",
            "birth family",
            "Parents",
            "carer",
            "the public",
            "Public",
            "third party",
            "third-party",
            "Parent/carer",
            "Neighbours",
            "friends",
            "extended family",
            "Member of the public",
        ] {
            for role in ["", "builder", "witness", "accountant"] {
                assert_eq!(side_of(role, agency), Side::Family, "{role}, {agency}");
            }
        }
    }

    #[test]
    fn a_professional_who_works_with_families_is_none_of_them() {
        for (role, agency) in [
            ("parent support adviser", "Elm School"),
            ("family support worker", "Early Help"),
            ("foster carer liaison officer", "Borough Council"),
            ("family liaison officer", "Police"),
            ("kinship team manager", "Children's Social Care"),
            ("young carers worker", "Barnardo's"),
            ("ward sister", "Oak Hospital"),
            ("Ward Sister", "NHS Trust"),
            ("sister", "Royal Infirmary"),
            ("children's guardian", "Cafcass"),
            ("Child’s Guardian", "CAFCASS Cymru"),
            ("guardian ad litem", "Family Court"),
            ("Freedom to Speak Up Guardian", "NHS Trust"),
            ("GP partner", "The Surgery"),
            ("partner", "Roe & Doe LLP"),
            ("parent governor", "Elm School"),
            ("head of family services", "Borough Council"),
            ("social worker, children & families", "Borough Council"),
            ("Children and Families social worker", "CSC"),
            ("public health nurse", "NHS Trust"),
            ("director of public health", "Borough Council"),
            ("child protection chair", "Safeguarding Unit"),
            ("child psychologist", "CAMHS"),
            ("teacher", "Elm School"),
            ("social worker", "Children's Social Care"),
            ("", "Children's Social Care"),
            ("SW", "MASH"),
            ("youth worker", "Youth Justice Service"),
            ("family solicitor", "Roe Law"),
            ("peer mentor", "Mind"),
            ("DSL", "Elm School"),
            ("headteacher", "Ysgol y Tŷ Gwyn"),
            ("fostering social worker", "Fostering Agency"),
            ("trainee", "Family Court"),
            ("volunteer", "Home-Start"),
            ("partner agency representative", "Police"),
        ] {
            assert_eq!(side_of(role, agency), Side::Professional, "{role}, {agency}");
        }
    }

    #[test]
    fn everyday_words_for_third_parties_are_known_with_any_agency() {
        let roles = "MGM|MGF|PGM|PGF|pgm|Mo|Fa|SF|sib|ex|mum's ex|partner|boyfriend|boyf|bf|gf|hubby|cohabitee|\
            landlord|babysitter|flatmate|housemate|victim|alleged victim|suspect|perpetrator|alleged perp|\
            alleged abuser|witness|complainant|patient|prisoner|defendant|learner|LAC|care leaver|offender|\
            service user|service users|other half|au pair|acquaintance|godson|dadi|mama|papa|mamgu|tadcu|client";
        for role in roles.split('|').map(str::trim) {
            for agency in ["", "Leigh Park", "same address", "12 High Street", "local", "self employed"] {
                assert_eq!(side_of(role, agency), Side::Family, "{role}, {agency}");
            }
            for agency in ["Family Court", "HMP Winchester", "College", "CSC", "Police", "Elm Surgery"] {
                let side = side_of(role, agency);
                let works_there = role == "partner" && agency == "Elm Surgery";
                assert_eq!(side == Side::Professional, works_there, "{role}, {agency}: {side:?}");
            }
        }
    }

    #[test]
    fn a_word_for_a_third_party_within_a_profession_is_none() {
        for role in [
            "victim liaison officer",
            "expert witness",
            "patient safety lead",
            "offender manager",
            "tenant liaison officer",
            "service user engagement officer",
            "witness care officer",
        ] {
            assert_eq!(side_of(role, "Police"), Side::Professional, "{role}");
        }
    }

    #[test]
    fn what_cannot_be_told_is_said_to_be_so() {
        for (role, agency) in [
            ("builder", "Leigh Park"),
            ("", "Gosport"),
            ("contact", "same address"),
            ("SM", "local"),
            ("supporter", "community"),
            ("GP", ""),
            ("", ""),
            ("social worker", "none"),
            ("social worker", "—"),
            ("teacher and mother", "Elm School"),
            ("family support worker", "Family Action"),
            ("family support", "Barnardo's"),
            ("accountant", "private"),
            ("mother and baby unit manager", "Oak Hospital"),
        ] {
            assert!(
                matches!(side_of(role, agency), Side::Unsure(_)),
                "{role}, {agency}: {:?}",
                side_of(role, agency)
            );
        }
    }
}
