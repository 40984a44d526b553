//! Whether a run of letters and digits is words, by how letters follow each other in English ones.
//!
//! Two ways to write the run down are compared: as random hexadecimal or Base64, where each character takes the
//! same number of bits, and as words. Random text takes far more bits as words than it takes as what it is.

use bip39::Language;

/// What stands before the first letter of a word.
const START: u8 = b' ';

/// The kinds of character between which a text changes rarely, and a random one all the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Small,
    Capital,
    Digit,
    Other,
}

impl Kind {
    fn of(byte: u8) -> Self {
        match byte {
            b'a'..=b'z' => Self::Small,
            b'A'..=b'Z' => Self::Capital,
            b'0'..=b'9' => Self::Digit,
            _ => Self::Other,
        }
    }

    /// How likely one kind follows another where people write words, names and numbers.
    fn followed_by(self, next: Self) -> f64 {
        let [small, capital, digit, other] = match self {
            Self::Small => [0.80, 0.07, 0.03, 0.10],
            Self::Capital => [0.40, 0.50, 0.04, 0.06],
            Self::Digit => [0.12, 0.08, 0.65, 0.15],
            Self::Other => [0.50, 0.22, 0.20, 0.08],
        };
        match next {
            Self::Small => small,
            Self::Capital => capital,
            Self::Digit => digit,
            Self::Other => other,
        }
    }
}

/// How often a letter follows another one, counted in the words of BIP 39.
pub(super) struct Letters {
    /// By the letter before, and by the letter itself.
    pairs: [[f64; LETTERS]; LETTERS],
}

/// The letters of the English alphabet, and the beginning of a word.
const LETTERS: usize = 27;

fn index(letter: u8) -> usize {
    if letter.is_ascii_lowercase() { usize::from(letter - b'a') } else { LETTERS - 1 }
}

impl Letters {
    /// Counts them, which takes some thousand steps.
    pub(super) fn counted() -> Self {
        let mut pairs = [[0.0; LETTERS]; LETTERS];
        for word in Language::English.word_list() {
            let mut before = START;
            for letter in word.bytes() {
                if let Some(count) = pairs.get_mut(index(before)).and_then(|row| row.get_mut(index(letter))) {
                    *count += 1.0;
                }
                before = letter;
            }
        }
        Self { pairs }
    }

    /// How likely a letter follows another one; no pair is impossible.
    fn follows(&self, before: u8, letter: u8) -> f64 {
        let row = self.pairs.get(index(before)).copied().unwrap_or([0.0; LETTERS]);
        let pairs = row.get(index(letter)).copied().unwrap_or_default();
        (pairs + 0.5) / (row.iter().sum::<f64>() + 13.0)
    }

    /// Returns true if a run reads like random hexadecimal or Base64, and not like words or numbers.
    #[expect(clippy::cast_precision_loss, reason = "a key file has 64 KiB at most")]
    pub(super) fn is_random(&self, run: &str) -> bool {
        run.len() as f64 * bits_of_each(run) < self.bits_as_words(run)
    }

    fn bits_as_words(&self, run: &str) -> f64 {
        let (mut kind, mut before, mut bits) = (Kind::Other, START, 0.0);
        for byte in run.bytes() {
            let next = Kind::of(byte);
            let likely = match next {
                // A capital after a small letter begins a word.
                Kind::Capital if kind == Kind::Small => self.follows(START, byte.to_ascii_lowercase()),
                Kind::Small | Kind::Capital => self.follows(before, byte.to_ascii_lowercase()),
                Kind::Other if byte == b'-' => 0.5,
                Kind::Digit | Kind::Other => 0.1,
            };
            bits -= (kind.followed_by(next) * likely).log2();
            let is_letter = matches!(next, Kind::Small | Kind::Capital);
            before = if is_letter { byte.to_ascii_lowercase() } else { START };
            kind = next;
        }
        bits
    }
}

/// How many bits a character takes as what its run can be: hexadecimal, with hyphens as in a UUID, or Base64.
fn bits_of_each(run: &str) -> f64 {
    let small = |byte: u8| matches!(byte, b'a'..=b'f');
    let capital = |byte: u8| matches!(byte, b'A'..=b'F');
    let is_hexadecimal = |letter: &dyn Fn(u8) -> bool| {
        // Digits alone are a number or a date.
        run.bytes().any(letter)
            && run.bytes().all(|byte| letter(byte) || byte.is_ascii_digit() || byte == b'-')
    };
    if is_hexadecimal(&small) || is_hexadecimal(&capital) { 17_f64.log2() } else { 6.0 }
}
