//! Names and dates of birth in disguises.

use chrono::{Datelike, NaiveDate};
use fastrand::Rng;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

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
    Origin {
        first: &["Đorđe|Dorde", "Snežana|Snezana", "Maryann", "Abdulrahman", "Rosemary", "Guðrún|Gudrun"],
        last: &["Đoković|Dokovic", "Šarić|Saric", "Kjærsgård|Kjaersgard", "Goodman", "Fennell", "Dsouza"],
    },
];

/// Words between names that say nothing alone.
pub(super) const PARTICLES: &[&str] = &[
    "da", "dos", "de", "e", "al", "bin", "el", "ibn", "abu", "van", "der", "von", "ap", "la", "o", "d",
    "mac", "ni", "st",
];

/// A person: the first and the family name as they are written, and in English letters.
pub(super) struct Person {
    first: [String; 2],
    last: [String; 2],
}

impl Person {
    pub(super) fn any(random: &mut Rng) -> Self {
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
    pub(super) fn in_field(&self, random: &mut Rng) -> String {
        match random.u8(..10) {
            0 => format!("{} {}", self.first[0], self.last[0]).to_uppercase(),
            1 | 2 => format!("{} {}", self.first[1], self.last[1]),
            3 => format!("{}, {}", self.last[0], self.first[0]),
            _ => format!("{} {}", self.first[0], self.last[0]),
        }
    }

    /// The words that must not be readable any more.
    pub(super) fn telling(&self) -> Vec<String> {
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

/// A name in disguises.
pub(super) fn disguises(person: &Person) -> Vec<(&'static str, String)> {
    let Person { first: [first, plain_first], last: [last, plain_last] } = person;
    let whole = format!("{first} {last}");
    let plain = format!("{plain_first} {plain_last}");
    let initial = letters(plain_first).chars().take(1).collect::<String>();
    vec![
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
        ("in pieces, in small letters", in_pieces(&plain.to_lowercase(), " ")),
        ("in pieces", in_pieces(&plain, " ")),
        ("in pieces with hyphens between", in_pieces(&whole, "-")),
        ("marked up from within", in_pieces(&whole, "**")),
        (IN_ENGLISH, in_english(&whole)),
        (BEGINS, format!("{first} was crying")),
        ("with a title, in small letters", format!("mr {}", last.to_lowercase())),
    ]
}

/// The disguise of a name by the letters in which its people write it in English.
pub(super) const IN_ENGLISH: &str = "as its people write it in English";

/// The disguise of a name that begins a sentence.
pub(super) const BEGINS: &str = "at the beginning of a sentence";

/// Each longer word with something in its middle.
fn in_pieces(text: &str, between: &str) -> String {
    let piece = |word: &str| {
        let long = word.chars().count() > 4 && word.chars().all(char::is_alphabetic);
        let middle = word.char_indices().nth(word.chars().count() / 2).filter(|_| long);
        let split = middle.map(|(at, _)| word.split_at(at));
        split.map_or(word.to_owned(), |(one, other)| format!("{one}{between}{other}"))
    };
    text.split(' ').map(piece).collect::<Vec<_>>().join(" ")
}

/// The letters that English lacks as those write them in English who have them.
fn in_english(text: &str) -> String {
    let one = |c: char| match c {
        'đ' => "dj",
        'Đ' => "Dj",
        'ş' | 'š' | 'ṣ' => "sh",
        'Ş' | 'Š' | 'Ṣ' => "Sh",
        'ç' | 'č' | 'ć' => "ch",
        'Ç' | 'Č' | 'Ć' => "Ch",
        'ž' => "zh",
        'ð' => "dh",
        'Ð' => "Dh",
        'ä' | 'æ' => "ae",
        'ö' | 'ø' => "oe",
        'Ö' | 'Ø' => "Oe",
        'ü' => "ue",
        'å' => "aa",
        'Å' => "Aa",
        'ğ' => "gh",
        'ß' => "ss",
        _ => "",
    };
    let written = text.nfc().map(|c| if one(c).is_empty() { c.to_string() } else { one(c).to_owned() });
    written.collect::<String>().nfd().filter(|c| !is_combining_mark(*c)).collect()
}

/// A date in as many ways as it is written in.
pub(super) fn dates(date: NaiveDate) -> Vec<String> {
    #[rustfmt::skip]
    const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    #[rustfmt::skip]
    const ORDINALS: [&str; 31] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
        "nineteenth", "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth",
        "twenty-sixth", "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first",
    ];
    let ways = [
        "%Y-%m-%d",
        "%d/%m/%Y",
        "%-d/%-m/%y",
        "%d.%m.%Y",
        "%m/%d/%Y",
        "%Y%m%d",
        "%d%m%Y",
        "%m%d%Y",
        "%d%m%y",
        "%y%m%d",
        "%d_%m_%Y",
        "%d,%m,%Y",
        "%d\\%m\\%Y",
        "%d-%m/%Y",
        "%d - %m / %Y",
        "%d/%m/'%y",
        "%d:%m:%Y",
        "%Y/%m/%d",
        "%y-%m-%d",
        "%-d %B %Y",
        "%-d %b %y",
        "%B %-d, %Y",
        "%Y %B %-d",
        "%Y-%b-%d",
        "%-dth%B %Y",
        "%B the %-dth %Y",
        "%-dth day of %B %Y",
        "the %-dth of %B, in the year %Y",
        "%-d%b%Y",
    ];
    let mut written: Vec<String> = ways.iter().map(|way| date.format(way).to_string()).collect();
    written.push(format!("{}-{}-{}", date.day(), ROMAN[date.month0() as usize], date.year()));
    written.push(format!("{} of {}", ORDINALS[date.day0() as usize], date.format("%B %Y")));
    written
}

/// Sentences about a name.
const FRAMES: &[(&str, &str)] = &[
    ("We spoke with ", " about the plan."),
    ("", " was not at school."),
    ("It was said that ", " had gone home; nothing more is known."),
    ("(see the note by ", ")"),
    ("On Monday: ", "\nNo reply."),
    ("“", "”, it says."),
];

/// What stands before a name and after it.
pub(super) fn frame(how: &str, disguise: &str, random: &mut Rng) -> (&'static str, String) {
    if how == BEGINS {
        return ("", ". He went home.".to_owned());
    }
    let (before, after) = *random.choice(FRAMES).unwrap();
    (before, if disguise.ends_with('@') { format!("mail.example{after}") } else { after.to_owned() })
}
