//! Of a thousand names in twenty disguises each, how many survive.
//!
//! `cargo test --lib survivors -- --ignored --nocapture` prints the figures of SECURITY.md.

use fastrand::Rng;
use unicode_normalization::UnicodeNormalization;

use super::tests::{finder, replaced};

/// First names and family names of one origin; what stands after a bar is the same in English letters.
struct Origin {
    first: &'static [&'static str],
    last: &'static [&'static str],
}

const ORIGINS: &[Origin] = &[
    Origin {
        first: &[
            "Anna",
            "Will",
            "Grace",
            "Mark",
            "May",
            "Rose",
            "Di",
            "Lee",
            "Oliver",
            "Ava",
            "Jo",
            "Mary-Anne",
            "Theo",
            "Hope",
            "J",
        ],
        last: &[
            "Smith",
            "Lord",
            "Child",
            "King",
            "Jones-Brown",
            "Page",
            "Roberts",
            "Hall",
            "Whitehead",
            "Ross",
            "St John",
            "Young",
        ],
    },
    Origin {
        first: &[
            "Paweł|Pawel",
            "Małgorzata|Malgorzata",
            "Łukasz|Lukasz",
            "Zofia",
            "Grażyna|Grazyna",
            "Stanisław|Stanislaw",
        ],
        last: &[
            "Łukaszewski|Lukaszewski",
            "Wójcik|Wojcik",
            "Dąbrowska|Dabrowska",
            "Nowak-Żółć|Nowak-Zolc",
            "Błaszczykowski|Blaszczykowski",
        ],
    },
    Origin {
        first: &["Işık|Isik", "Çağla|Cagla", "Özgür|Ozgur", "İlkay|Ilkay", "Ayşegül|Aysegul", "Can"],
        last: &[
            "Yıldırım|Yildirim",
            "Şahin|Sahin",
            "Çelik|Celik",
            "Öztürk|Ozturk",
            "Kılıç|Kilic",
            "Doğan|Dogan",
        ],
    },
    Origin {
        first: &["Đức|Duc", "Thị Hương|Thi Huong", "An", "Bảo Long|Bao Long", "Ngọc|Ngoc", "Quỳnh|Quynh"],
        last: &["Nguyễn|Nguyen", "Đặng|Dang", "Trần|Tran", "Phạm|Pham", "Vũ|Vu", "Lê|Le", "Đỗ|Do"],
    },
    Origin {
        first: &["Seán|Sean", "Siobhán|Siobhan", "Caoimhe", "Pádraig|Padraig", "Róisín|Roisin", "Conor"],
        last: &[
            "O'Brien",
            "O’Neill",
            "Ó Súilleabháin|O Suilleabhain",
            "McCarthy",
            "Mac Giolla",
            "Ní Bhriain|Ni Bhriain",
            "Fitzgerald",
            "D'Arcy",
        ],
    },
    Origin {
        first: &["João|Joao", "Conceição|Conceicao", "Inês|Ines", "Luís|Luis", "Maria José|Maria Jose"],
        last: &[
            "da Silva",
            "dos Santos",
            "de Araújo|de Araujo",
            "Gonçalves|Goncalves",
            "Brandão e Sousa|Brandao e Sousa",
            "Simões|Simoes",
        ],
    },
    Origin {
        first: &["Ọlábísí|Olabisi", "Ṣadé|Sade", "Babátúndé|Babatunde", "Ìbùkún|Ibukun", "Adébáyọ̀|Adebayo"],
        last: &[
            "Adéyẹmí|Adeyemi",
            "Ògúnlẹ́yẹ|Ogunleye",
            "Akínwándé|Akinwande",
            "Ṣówándé|Sowande",
            "Ọláyínká|Olayinka",
        ],
    },
    Origin {
        first: &["Li", "Xiǎomíng|Xiaoming", "Wěi|Wei", "Yǔ-Chén|Yu-Chen", "Hé|He", "Fāng|Fang"],
        last: &["Wu", "Zhāng|Zhang", "Lǚ|Lu", "Ōuyáng|Ouyang", "Chén|Chen", "Wáng|Wang"],
    },
    Origin {
        first: &["Mohammed", "Fāṭima|Fatima", "ʿAlī|Ali", "Abd al-Rahman", "Noor", "Isa", "Yūsuf|Yusuf"],
        last: &[
            "al-Hashimi",
            "bin Laith",
            "El-Sayed",
            "Ḥusayn|Husayn",
            "ibn Khaldūn|ibn Khaldun",
            "Abu Bakr",
            "Khan",
        ],
    },
    Origin {
        first: &[
            "Søren|Soren",
            "Åse|Ase",
            "Jürgen|Jurgen",
            "Þóra|Thora",
            "Zoë|Zoe",
            "Siân|Sian",
            "Ðuro|Duro",
        ],
        last: &[
            "Møller|Moller",
            "Ærø|Aero",
            "Groß|Gross",
            "van der Berg",
            "von Köhler|von Kohler",
            "Llŷr-Jones|Llyr-Jones",
            "ap Rhys",
            "de la Cruz",
        ],
    },
];

/// Words between names that say nothing alone.
const PARTICLES: &[&str] = &[
    "da", "dos", "de", "e", "al", "bin", "el", "ibn", "abu", "van", "der", "von", "ap", "la", "o", "d",
    "mac", "ni", "st",
];

/// A person: the first and the family name as they are written, and in English letters.
struct Person {
    first: [String; 2],
    last: [String; 2],
}

impl Person {
    fn any(random: &mut Rng) -> Self {
        let origin = random.choice(ORIGINS).unwrap();
        let mut one = |names: &[&str]| {
            let name = *random.choice(names).unwrap();
            let (written, plain) = name.split_once('|').unwrap_or((name, name));
            [written.to_owned(), plain.to_owned()]
        };
        let (first, mut last) = (one(origin.first), one(origin.last));
        let other = one(origin.last);
        // Double-barrelled, now and then.
        if !last[0].contains(['-', ' ']) && !other[0].contains(['-', ' ']) && random.u8(..10) == 0 {
            for (last, other) in last.iter_mut().zip(other) {
                *last = format!("{last}-{other}");
            }
        }
        Self { first, last }
    }

    /// The name as a field of the case may hold it.
    fn in_field(&self, random: &mut Rng) -> String {
        match random.u8(..10) {
            0 => format!("{} {}", self.first[0], self.last[0]).to_uppercase(),
            1 | 2 => format!("{} {}", self.first[1], self.last[1]),
            3 => format!("{}, {}", self.last[0], self.first[0]),
            _ => format!("{} {}", self.first[0], self.last[0]),
        }
    }

    /// The words that must not be readable any more.
    fn telling(&self) -> Vec<String> {
        let words = format!("{} {}", self.first[1], self.last[1]).to_lowercase();
        let words = words.split(|c: char| !c.is_alphabetic()).map(str::to_owned);
        words.filter(|word| word.len() > 1 && !PARTICLES.contains(&word.as_str())).collect()
    }
}

/// What stands between the letters of a word.
fn between(text: &str, invisible: &str) -> String {
    text.split(' ')
        .map(|word| word.chars().map(String::from).collect::<Vec<_>>().join(invisible))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Letters alone, in small ones.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

/// Each word with a capital, as one.
fn as_one(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphabetic());
    words
        .map(|word| {
            word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect::<String>()
        })
        .collect()
}

/// A name in twenty disguises.
fn disguises(person: &Person) -> [(&'static str, String); 20] {
    let Person { first: [first, plain_first], last: [last, plain_last] } = person;
    let whole = format!("{first} {last}");
    let plain = format!("{plain_first} {plain_last}");
    let initial = letters(plain_first).chars().take(1).collect::<String>();
    [
        ("as it is", whole.clone()),
        ("in capitals", whole.to_uppercase()),
        ("in small letters", whole.to_lowercase()),
        ("in English letters", plain.clone()),
        ("letters and marks apart", whole.nfd().collect()),
        ("soft hyphens within", between(&whole, "\u{AD}")),
        ("what has no width within", between(&whole, "\u{200B}\u{2060}")),
        ("possessive", format!("{first}’s, {plain_last}s'")),
        ("plural without an apostrophe", format!("{last}s")),
        ("as one word", as_one(&whole)),
        ("as one, family name first", format!("{}{}", as_one(last), as_one(first))),
        ("a name of a user", format!("{}{}2009", letters(plain_first), letters(plain_last))),
        ("an address", format!("{}.{}@", letters(plain_first), letters(plain_last))),
        ("an address with an initial", format!("{initial}{}@", letters(plain_last))),
        ("an address, family name first", format!("{}_{}99@", letters(plain_last), letters(plain_first))),
        ("with an underscore", format!("{}_{}", letters(last), letters(first))),
        ("family name first", format!("{plain_last}, {plain_first}")),
        ("without hyphens and apostrophes", format!("{} {}", as_one(first), as_one(last))),
        ("spaces for hyphens and apostrophes", plain.replace(['-', '\'', '’'], " ")),
        ("a handle", format!("@x_{}{}_x", letters(plain_first), letters(plain_last))),
    ]
}

const FRAMES: &[(&str, &str)] = &[
    ("We spoke with ", " about the plan."),
    ("", " was not at school."),
    ("It was said that ", " had gone home; nothing more is known."),
    ("(see the note by ", ")"),
    ("On Monday: ", "\nNo reply."),
    ("“", "”, it says."),
];

/// What is left of a name, as somebody would read it: in plain letters, without what stands in its place.
fn legible(left: &str) -> String {
    let mut plain = String::new();
    for c in left.replace("[name]", " ").to_lowercase().nfd() {
        match c {
            'ł' => plain.push('l'),
            'ø' => plain.push('o'),
            'ı' => plain.push('i'),
            'đ' | 'ð' => plain.push('d'),
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'þ' => plain.push_str("th"),
            c if c.is_ascii_alphanumeric() || c == '.' || c == ' ' => plain.push(c),
            _ => {}
        }
    }
    // Initials tell nothing.
    let mut words = Vec::new();
    for word in plain.split_inclusive('.') {
        if !(word.trim().len() == 2 && word.ends_with('.')) {
            words.push(word);
        }
    }
    words.concat().chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Puts so many names in their disguises into sentences, and counts.
fn survivors(names: usize, seed: u64) -> (usize, usize, Vec<String>) {
    let mut random = Rng::with_seed(seed);
    let (mut tried, mut too_much, mut survived) = (0, 0, Vec::new());
    for _ in 0..names {
        let person = Person::any(&mut random);
        let field = person.in_field(&mut random);
        let finder = finder(&[&field]);
        for (how, disguise) in disguises(&person) {
            let (before, after) = *random.choice(FRAMES).unwrap();
            let after =
                if disguise.ends_with('@') { format!("mail.example{after}") } else { after.to_owned() };
            let left = replaced(&finder, &format!("{before}{disguise}{after}"));
            tried += 1;
            let kept = left.strip_prefix(before).and_then(|left| left.strip_suffix(after.as_str()));
            too_much += usize::from(kept.is_none());
            let seen = legible(kept.unwrap_or(&left));
            if person.telling().iter().any(|word| seen.contains(word.as_str())) {
                survived.push(format!("{field} | {how}: {disguise} → {}", kept.unwrap_or(&left)));
            }
        }
    }
    (tried, too_much, survived)
}

/// How many words of ordinary sentences are taken for a name, of how many, where so many names are to go.
fn taken_for_names(names: usize, seed: u64) -> (usize, usize) {
    let text = include_str!("ordinary_sentences.txt");
    let mut random = Rng::with_seed(seed);
    let mut taken = 0;
    for _ in 0..names {
        let person = Person::any(&mut random);
        taken += finder(&[&person.in_field(&mut random)]).find(text).len();
    }
    (taken, names * text.split_whitespace().count())
}

#[expect(clippy::print_stderr, reason = "the counts are the result")]
fn count(names: usize, seed: u64) {
    let (tried, too_much, survived) = survivors(names, seed);
    let (taken, words) = taken_for_names(names, seed);
    eprintln!(
        "{names} names × 20 disguises = {tried}: {} survive, {too_much} take more than the name; \
         in {words} words of ordinary sentences {taken} are taken for a name",
        survived.len()
    );
    let some: Vec<&String> = survived.iter().take(40).collect();
    assert!(survived.len() * 1000 < tried, "{} of {tried} survive: {some:#?}", survived.len());
    assert!(taken * 1000 < words, "{taken} of {words} words are taken for names");
}

#[test]
fn few_names_survive() {
    count(60, 11);
}

#[test]
#[ignore = "the figure of SECURITY.md; it takes some seconds"]
fn of_a_thousand_names_few_survive() {
    // The rules were written while looking at seed 11; they have never seen the others.
    for seed in [11, 2026, 7919, 104_729] {
        count(1000, seed);
    }
}
