//! Tests of what is found, what stays, and how many names survive.

use super::matching::Finder;
use super::names::Names;
use super::vocabulary::Vocabulary;

pub(super) fn finder(names: &[&str]) -> Finder {
    let mut known = Names::default();
    let vocabulary = Vocabulary::english();
    for name in names {
        known.add(name, &vocabulary);
    }
    Finder::new(known, Vec::new(), vocabulary)
}

pub(super) fn replaced(finder: &Finder, text: &str) -> String {
    let mut out = text.to_owned();
    for hit in finder.find(text).into_iter().rev() {
        out.replace_range(hit.start..hit.end, &hit.by);
    }
    out
}

fn redacted(names: &[&str], text: &str) -> String {
    replaced(&finder(names), text)
}

fn redacted_child(name: &str, text: &str) -> String {
    let mut known = Names::default();
    let vocabulary = Vocabulary::english();
    known.add_child(name, &vocabulary);
    replaced(&Finder::new(known, Vec::new(), vocabulary), text)
}

#[test]
fn a_name_goes_wherever_it_stands() {
    let names = ["Siân Llŷr-Jones"];
    for (text, left) in [
        ("Siân Llŷr-Jones came", "S. L.-J. came"),
        ("SIAN LLYR-JONES, sian's; (llŷr)", "S. L.-J., S.'s; (L.)"),
        ("Mrs Jones and the Joneses", "Mrs J. and the J."),
        ("the Llyrs; sian.jones@school.example", "the L.; [name]@school.example"),
        ("sianllyrjones99 sianllyrjones", "S.L.J. S.L.J."),
        ("Jonesy and Janes stay", "Jonesy and Janes stay"),
    ] {
        assert_eq!(redacted(&names, text), left, "{text}");
    }
}

#[test]
fn a_reference_is_no_name() {
    for child in ["J.S.", "JS", "J S", "Child A", "Baby 1", "K7"] {
        assert_eq!(redacted(&[child], "the child JS, J.S. and baby K7"), "the child JS, J.S. and baby K7");
    }
    assert_eq!(redacted(&["Baby Smith"], "baby Smith"), "baby S.");
    assert_eq!(redacted(&["LI WU"], "Li Wu"), "L. W.");
}

#[test]
fn titles_and_particles_say_nothing_alone() {
    assert_eq!(redacted(&["Dr Ana de la Cruz"], "Dr A de la Cruz and la Ana"), "Dr A de la C. and la A.");
    assert_eq!(redacted(&["Al Khan"], "Al said"), "A. said");
}

#[test]
fn names_of_scripts_without_capitals_go_from_within_words() {
    assert_eq!(redacted(&["李明"], "昨天李明来了。"), "[name]。");
    assert_eq!(redacted(&["נועה"], "לנועה יש"), "[name] יש");
}

#[test]
fn joined_forms_and_addresses_go() {
    for (names, text, left) in [
        (
            &["Seán O'Brien"][..],
            "OBrien, obrien's, O Brien, o’brien and sobrien@x.example",
            "O.B., O.B.'s, O B., o’B. and [name]@x.example",
        ),
        (&["Ana da Silva"], "DaSilva dasilva Anadasilva ana_silva99 asilva", "D.S. D.S. A.D.S. A._S. A.S."),
        (
            &["Anna Smith"],
            "AnnaSmith, smithanna; asmith; annas; the Smiths' house",
            "A.S., S.A.; A.S.; A.; the S.' house",
        ),
        (
            &["Anna Smith"],
            "annasmith99@mail.example, a.smith@mail.example, x-anna@mail.example",
            "[name]@mail.example, [name]@mail.example, [name]@mail.example",
        ),
        (
            &["Anna Smith"],
            "info@annasmith.example; @anna_s; #AnnaSmith; xannasmithx",
            "info@[name].example; @[name]; #A.S.; [name]",
        ),
        (&["Mary-Anne Smith"], "Maryanne, MaryAnne, mary anne, MarySmith", "M.A., M.A., M. A., M.S."),
        (&["Maryanne Mcdonald"], "Mary-Anne, Mary Anne, Mc Donald, McDonald", "M., M., M., M."),
        (&["Roberts"], "Robert's and Roberts' book; Robertson", "R. and R.' book; Robertson"),
        (&["Jürgen Müller"], "Juergen Mueller, muller, MÜLLER, MUELLER", "J. M., M., M., M."),
        (&["Juergen Mueller"], "Jürgen Müller", "J. M."),
        (
            &["Paweł Łukaszewski"],
            "Pawel Lukaszewski; pawel.lukaszewski@x.example; PAWEŁ ŁUKASZEWSKI",
            "P. Ł.; [name]@x.example; P. Ł.",
        ),
        (&["Li Smi\u{AD}th"], "Smi-\nth, S\u{200B}mith, S-m-i-t-h, S m i t h", "S., S., S., S."),
    ] {
        assert_eq!(redacted(names, text), left, "{names:?}: {text}");
    }
}

#[test]
fn a_name_that_is_a_word_goes_where_it_stands_as_a_name() {
    for (name, text, left) in [
        (
            "Will Page",
            "Will will say. I said will smith; will page; WILL",
            "W. will say. I said will smith; W. P.; W.",
        ),
        (
            "Di Lord",
            "Di Lord came. Di, and Ms Lord; the lord; di lord",
            "D. L. came. D., and Ms L.; the lord; D. L.",
        ),
        ("DI Lord", "DI Lord, di and Lord", "DI L., di and L."),
        (
            "Lee Child",
            "Lee Child, the child Lee, child of Lee; lee child",
            "L. C., the C. L., C. of L.; L. C.",
        ),
        (
            "An Do",
            "An agency. To do so, An did; Do An; Mr Do's",
            "An agency. To do so, A. did; D. A.; Mr D.'s",
        ),
        ("He Ming", "He said that he met He; Mr He and Ming", "He said that he met H.; Mr H. and M."),
        ("Isa Hall", "this is a hall, and Isa is a boy", "this is a hall, and I. is a boy"),
        ("Pam Lace", "a place, the Place; placed", "a place, the Place; placed"),
        ("Tom Rust", "the NHS Trust and trust; trust99; tomrust", "the NHS Trust and trust; T.R.; T.R."),
        ("Grace May", "grace may, Grace, May; it may, by grace", "G. M., G., M.; it may, by grace"),
    ] {
        assert_eq!(redacted(&[name], text), left, "{name}: {text}");
    }
}

#[test]
fn a_child_in_capitals_is_named() {
    assert_eq!(redacted(&["AVA"], "AVA said; Ava and ava's"), "A. said; A. and A.'s");
    assert_eq!(redacted(&["Child AVA"], "Ava"), "A.");
    assert_eq!(redacted(&["JO"], "Jo"), "J.");
    for child in
        ["J.S.", "J. S.", "JS", "Child JS", "J", "Baby", "Unborn baby", "Twin 2", "Child 12", "JS (12)", "K7"]
    {
        let text = "Js and Ks; J.S. is JS, a child; twin 2, baby, K7";
        assert_eq!(redacted(&[child], text), text, "{child}");
    }
    assert_eq!(redacted(&["Baby Smith (Child 2)"], "Child 2, baby Smith, J.S."), "Child 2, baby S., J.S.");
}

#[test]
fn what_is_a_title_or_a_particle_may_be_a_name() {
    for (name, text, left) in [
        ("Judge, Emma", "I met Emma Judge. Judge's mother; to judge", "I met E. J.. J.'s mother; to judge"),
        ("Nurse", "I saw Nurse and Mrs Nurse; the nurse", "I saw N. and Mrs N.; the nurse"),
        ("Hon Le", "Hon went home. hon, and Le", "H. went home. H., and L."),
        ("Nguyễn Thế Anh", "Seen Thế. THẾ said so; the. The end", "Seen T.. T. said so; the. The end"),
        ("Nguyen The Anh", "We saw The at home; the home", "We saw T. at home; the home"),
        ("ASHA BEN PATEL", "I saw Ben at home", "I saw B. at home"),
        ("mary ben smith", "I saw Ben at home", "I saw B. at home"),
        ("Maria de la Cruz", "de la Cruz, La", "de la C., La"),
        ("Smith, Mr John", "Mr Khan saw John, Mr Smith", "Mr Khan saw J., Mr S."),
    ] {
        assert_eq!(redacted_child(name, text), left, "{name}: {text}");
    }
    for (name, text, left) in [
        ("MR NG", "Mr Ng, NG, ng", "Mr N., N., N."),
        ("Nurse Ngozi", "Nurse Ngozi and the Nurse", "Nurse N. and the Nurse"),
        ("Nurse, Emma", "Nurse came; Emma Nurse", "N. came; E. N."),
        ("JS", "JS and Mr JS", "JS and Mr JS"),
    ] {
        assert_eq!(redacted(&[name], text), left, "{name}: {text}");
    }
}

#[test]
fn a_name_in_pieces_goes_without_capitals_too() {
    for (name, text, left) in [
        (
            "Maryann",
            "mary ann, Mary ann, mary Ann, mary-ann; Mary - Ann; ann mary",
            "M., M., M., M.; M.; ann mary",
        ),
        ("Abdulrahman", "abdul rahman, Abdul rahman", "A., A."),
        ("Rosemary Fennell", "Rose mary said. Fen nell", "R. said. F."),
        ("Dsouza", "D' Souza, d' souza, D 'Souza", "D., D., D."),
        ("Zeb Quillfeather", "**Quill**feather, Quill__feather, `Quill`feather", "**Q., Q., `Q."),
        (
            "Anna Goodman",
            "a good man; Anna good man; Good man. Mr good man",
            "a good man; A. G.; Good man. Mr G.",
        ),
        ("Isa Hall", "Hall is a boy", "H. is a boy"),
        ("Justin Colin", "just in time; col in", "just in time; col in"),
    ] {
        assert_eq!(redacted_child(name, text), left, "{name}: {text}");
    }
}

#[test]
fn a_name_begins_a_sentence_though_it_holds_others_together() {
    for (name, text, left) in [
        (
            "Can Yilmazoglu",
            "Can was crying. He said no. CAN CRIED. \"Can\" ran.\nCan, who is six, ran. Can we come? Can all?",
            "C. was crying. He said no. C. CRIED. \"C.\" ran.\nC., who is six, ran. Can we come? Can all?",
        ),
        (
            "My Nguyenova",
            "My said that. My mother said that. My loved ones. My was ill",
            "M. said that. My mother said that. My loved ones. M. was ill",
        ),
        (
            "An Do",
            "An agreed plan. An asked. Do was ill. Do not",
            "An agreed plan. A. asked. D. was ill. Do not",
        ),
        ("So Him", "So, we went. So was told. Him had none", "So, we went. S. was told. H. had none"),
    ] {
        assert_eq!(redacted_child(name, text), left, "{name}: {text}");
    }
}

#[test]
fn letters_that_english_lacks_are_written_in_several_ways() {
    for (name, text, left) in [
        ("Novak Đoković", "Djokovic, djokovich, novakdjokovic@x.example", "Đ., Đ., [name]@x.example"),
        ("Đorđe Petrov", "Djordje and DJORDJE", "Đ. and Đ."),
        ("Guðrún Þórsdóttir", "Gudhrun Thorsdottir", "G. Þ."),
        ("Şahin Kjærsgård", "Shahin Kjersgaard", "Ş. K."),
        ("Shahin", "Şahin, sahin", "S., sahin"),
        ("Tom Shaw", "Tom saw us, Shaw", "T. saw us, S."),
    ] {
        assert_eq!(redacted_child(name, text), left, "{name}: {text}");
    }
}

#[test]
fn the_month_of_a_date_is_no_name() {
    let text = "On 12 May 2026 we met. In May 2026, on May 3rd 2026. May said; May Day's";
    let left = "On 12 May 2026 we met. In May 2026, on May 3rd 2026. M. said; M. D.'s";
    assert_eq!(redacted_child("May Day", text), left);
}

#[test]
fn initials_go_where_somebody_asks_for_it() {
    let mut names = Names::default();
    for name in ["J.S.", "K7", "Jo"] {
        names.add_asked(name, &Vocabulary::english());
    }
    let finder = Finder::new(names, Vec::new(), Vocabulary::english());
    assert_eq!(replaced(&finder, "J.S. and JS, jo; K7, J"), "[name]. and [name], J.; [name], J");
}

#[test]
fn a_date_of_birth_goes() {
    let born = [chrono::NaiveDate::from_ymd_opt(2015, 5, 12).unwrap()];
    let mut names = Names::default();
    names.add("Anna Smith", &Vocabulary::english());
    let finder = Finder::new(names, born.to_vec(), Vocabulary::english());
    for (text, left) in [
        ("Anna Smith (1.2.2013) came on 3/4/2026", "A. S. ([date of birth]) came on 3/4/2026"),
        ("Anna Smith, 1 February 2013", "A. S., [date of birth]"),
        ("DOB: 01/02/13; D.O.B. 1-2-2013", "DOB: [date of birth]; D.O.B. [date of birth]"),
        ("she was born on the 1st of February 2013", "she was born on the [date of birth]"),
        ("her date of birth is 2013-02-01.", "her date of birth is [date of birth]."),
        (
            "seen 12 May 2015, 12/05/15 and 13 May 2015",
            "seen [date of birth], [date of birth] and 13 May 2015",
        ),
        ("Anna was seen on 1 February 2026", "A. was seen on 1 February 2026"),
        ("DOB 20150512; 12052015, 120515", "DOB [date of birth]; [date of birth], [date of birth]"),
        ("3 12/05/2015 and 2015 May 12th", "3 [date of birth] and [date of birth]"),
        ("twelfth of May 2015 or 12-V-2015", "[date of birth] or [date of birth]"),
        ("Anna 130216, ref 20160213", "A. 130216, ref 20160213"),
        ("born 13022016", "born [date of birth]"),
    ] {
        assert_eq!(replaced(&finder, text), left, "{text}");
    }
}

#[test]
fn long_texts_are_quick() {
    let names: Vec<String> = (0..20).map(|at| format!("Will{at} May Page Annabella Smith")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let finder = finder(&names);
    let text = "will may page said so to annabellasmith@x.example, born 1/2/2013. ".repeat(4_000);
    let start = std::time::Instant::now();
    assert!(finder.find(&text).len() > 8_000);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// How long it takes to find the names of a text, at its quickest.
fn time_of(finder: &Finder, text: &str) -> std::time::Duration {
    let once = |_| {
        let start = std::time::Instant::now();
        std::hint::black_box(finder.find(text));
        start.elapsed()
    };
    (0..3).map(once).min().unwrap_or_default()
}

#[test]
fn one_long_word_costs_no_more_than_its_length() {
    let born = [chrono::NaiveDate::from_ymd_opt(2015, 5, 12).unwrap()];
    let vocabulary = Vocabulary::english();
    let mut names = Names::default();
    for name in ["Zoe Quill", "Maximilian", "李明", "Zebedee Will"] {
        names.add(name, &vocabulary);
    }
    let finder = Finder::new(names, born.to_vec(), vocabulary);
    for piece in [
        "zoequill",
        "maximilian",
        "李明",
        "zebedee1",
        "zoe_",
        "12may15",
        "zoe@",
        "12052015",
        "2015-",
        "zoe ",
        "zoe. ",
        "quill12/05/15",
        "will-",
        "zo e",
        "m a x i m i l i a n",
    ] {
        let (short, long) = (piece.repeat(1_000), piece.repeat(8_000));
        // Eight times as long: eight times as dear where it is linear, 64 times where it is quadratic.
        let is_linear = |_| time_of(&finder, &long) < time_of(&finder, &short) * 24;
        assert!((0..5).any(is_linear), "{piece}: {:?}", (time_of(&finder, &short), time_of(&finder, &long)));
    }
}
