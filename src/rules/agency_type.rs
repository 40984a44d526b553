//! Of which type an agency is, by the words of its name.

use crate::model::{AgencyType, fold};

/// Words of names, with the type that they tell; the first that is found counts.
const WORDS: [(&str, AgencyType); 36] = [
    ("social care", AgencyType::SocialCare),
    ("social work", AgencyType::SocialCare),
    ("social services", AgencyType::SocialCare),
    ("children's services", AgencyType::SocialCare),
    ("childrens services", AgencyType::SocialCare),
    ("child services", AgencyType::SocialCare),
    ("family services", AgencyType::SocialCare),
    ("mash", AgencyType::SocialCare),
    ("school nursing", AgencyType::Health),
    ("nursery", AgencyType::EarlyYears),
    ("pre-school", AgencyType::EarlyYears),
    ("preschool", AgencyType::EarlyYears),
    ("childminder", AgencyType::EarlyYears),
    ("children's centre", AgencyType::EarlyYears),
    ("school", AgencyType::School),
    ("academy", AgencyType::School),
    ("college", AgencyType::School),
    ("police", AgencyType::Police),
    ("constabulary", AgencyType::Police),
    ("nhs", AgencyType::Health),
    ("hospital", AgencyType::Health),
    ("surgery", AgencyType::Health),
    ("health", AgencyType::Health),
    ("medical", AgencyType::Health),
    ("clinic", AgencyType::Health),
    ("camhs", AgencyType::Health),
    ("midwifery", AgencyType::Health),
    ("general practice", AgencyType::Health),
    ("gp practice", AgencyType::Health),
    ("ambulance", AgencyType::Health),
    ("housing", AgencyType::Housing),
    ("probation", AgencyType::Probation),
    ("youth justice", AgencyType::Probation),
    ("youth offending", AgencyType::Probation),
    ("charity", AgencyType::Voluntary),
    ("voluntary", AgencyType::Voluntary),
];

/// The type that a name tells; none where it tells nothing.
pub(super) fn by_name(name: &str) -> Option<AgencyType> {
    let name: String =
        fold(name).replace('’', "'").chars().map(|letter| if letter == '-' { ' ' } else { letter }).collect();
    let padded = format!(" {name} ");
    let has = |word: &str| {
        let word = word.replace('-', " ");
        padded.contains(&format!(" {word} ")) || padded.contains(&format!(" {word},"))
    };
    WORDS.iter().find(|(word, _)| has(word)).map(|(_, known)| *known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_the_type() {
        for (name, known) in [
            ("Elm School", Some(AgencyType::School)),
            ("Children’s Social Care", Some(AgencyType::SocialCare)),
            ("Hampshire Police", Some(AgencyType::Police)),
            ("St Mary's Pre-School", Some(AgencyType::EarlyYears)),
            ("Riverside School Nursing Service", Some(AgencyType::Health)),
            ("Solent NHS Trust", Some(AgencyType::Health)),
            ("Nashville Ltd", None),
            ("Schoolhouse Café", None),
        ] {
            assert_eq!(by_name(name), known, "{name}");
        }
    }
}
