//! How the letters of a name are written where the English alphabet lacks one of them, or has taken its place.

use unicode_normalization::UnicodeNormalization;

use super::folding::plain;

/// The most ways in which one word is looked for.
const MOST: usize = 32;

/// One way in which a word of a name is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spelling {
    pub letters: String,
    /// Whether it is meant only where the text has a letter that the English alphabet lacks.
    pub accented: bool,
}

/// What stands for a letter that the English alphabet lacks, besides the letter without its marks.
fn written_out(c: char) -> &'static [&'static str] {
    match c {
        'ä' => &["ae"],
        'ö' | 'ő' | 'ø' | 'œ' => &["oe"],
        'ü' | 'ű' => &["ue"],
        'å' => &["aa"],
        'æ' => &["e", "a"],
        'đ' => &["dj"],
        'ð' => &["dh", "th"],
        'þ' => &["t"],
        'ş' | 'ș' | 'š' | 'ṣ' | 'ś' => &["sh"],
        'ç' | 'č' | 'ć' => &["ch"],
        'ž' | 'ż' | 'ź' => &["zh"],
        'ğ' => &["gh"],
        'ț' | 'ţ' => &["ts"],
        'ñ' | 'ń' => &["ny"],
        'ß' => &["s", "sz"],
        'ḥ' | 'ħ' => &["kh"],
        _ => &[],
    }
}

/// What may stand for a letter that a name lacks which was given in English letters.
const SHORTER: [(&str, &str); 4] = [("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a")];

/// The same where the text has a letter that English lacks: “Şahin” for Shahin, and not “saw” for Shaw.
const ACCENTED: [(&str, &str); 7] =
    [("dj", "d"), ("sh", "s"), ("ch", "c"), ("zh", "z"), ("th", "d"), ("dh", "d"), ("gh", "g")];

/// Each way in which a word is written whose plain letters are these, the plain ones first.
pub(super) fn spellings(text: &str, letters: &str) -> Vec<Spelling> {
    let mut found = vec![letters.to_owned()];
    let small: Vec<char> = text.to_lowercase().nfc().collect();
    let mut different = small.clone();
    different.sort_unstable();
    different.dedup();
    let mut ways = vec![Vec::new()];
    for c in different {
        let others = written_out(c);
        if ways.len() * (others.len() + 1) <= MOST {
            let longer: Vec<Vec<(char, &str)>> = others
                .iter()
                .flat_map(|other| ways.iter().map(move |way| [way.as_slice(), &[(c, *other)]].concat()))
                .collect();
            ways.extend(longer);
        }
    }
    for way in ways {
        let written: String = small
            .iter()
            .map(|c| {
                way.iter()
                    .find(|(of, _)| of == c)
                    .map_or_else(|| c.to_string(), |(_, other)| (*other).to_owned())
            })
            .collect();
        let written = plain(&written);
        found.push(written.trim_matches(|c: char| c.is_ascii_digit()).to_owned());
    }
    let mut accented = Vec::new();
    if letters.len() > 4 {
        found.push(SHORTER.iter().fold(letters.to_owned(), |word, (two, one)| word.replace(two, one)));
    }
    if letters.len() > 3 {
        accented.extend(ACCENTED.iter().map(|(two, one)| letters.replace(two, one)));
        accented.push(ACCENTED.iter().fold(letters.to_owned(), |word, (two, one)| word.replace(two, one)));
    }
    let mut known: Vec<Spelling> = Vec::new();
    let found = found.into_iter().map(|letters| Spelling { letters, accented: false });
    let accented = accented.into_iter().map(|letters| Spelling { letters, accented: true });
    for spelling in found.chain(accented) {
        if !spelling.letters.is_empty() && known.iter().all(|one| one.letters != spelling.letters) {
            known.push(spelling);
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_a_nation_are_written_as_its_people_write_them_in_english() {
        for (name, others) in [
            ("Đoković", &["dokovic", "djokovic", "djokovich"][..]),
            ("Đorđe", &["dorde", "djordje"]),
            ("Guðrún", &["gudrun", "gudhrun", "guthrun"]),
            ("Þóra", &["thora", "tora"]),
            ("Şahin", &["sahin", "shahin"]),
            ("Çelik", &["celik", "chelik"]),
            ("Kjærsgård", &["kjaersgard", "kjersgaard", "kjersgard"]),
            ("Šarčević", &["sarcevic", "sharchevich"]),
            ("Ṣadé", &["sade", "shade"]),
            ("Müller", &["muller", "mueller"]),
            ("Groß", &["gross", "gros"]),
            ("Mueller", &["mueller", "muller"]),
            ("Djokovic", &["djokovic", "dokovic"]),
        ] {
            let found = spellings(name, &plain(name));
            for other in others {
                assert!(found.iter().any(|one| one.letters == *other), "{name}: {other} in {found:?}");
            }
            assert!(found.len() <= 2 * MOST, "{name}");
        }
        let shaw = spellings("Shaw", "shaw");
        assert!(shaw.iter().all(|one| one.accented == (one.letters == "saw")), "{shaw:?}");
    }
}
