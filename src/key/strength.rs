//! Whether bytes can be random at all: what no random key looks like.

use super::letters::Letters;

/// Fewer bits than this are no key. Of random bytes, 32 come to 150 and more.
const FEWEST_BITS: f64 = 100.0;

/// A run of letters and digits of this length may be a key that was written as text.
const ENCODED_RUN: usize = 32;

/// Why bytes cannot be a random key; none where nothing tells.
///
/// It finds what can be told for certain: bytes that repeat, that count, or that are words. It cannot tell
/// random bytes from those that somebody made to look random.
pub fn weakness(bytes: &[u8]) -> Option<&'static str> {
    let once = bytes.get(..period(bytes)).unwrap_or(bytes);
    let steps: Vec<u8> =
        once.iter().zip(once.iter().skip(1)).map(|(one, next)| next.wrapping_sub(*one)).collect();
    if bits(once) < FEWEST_BITS || bits(&steps) < FEWEST_BITS {
        return Some("its bytes repeat, or follow a rule");
    }
    is_words(bytes).then_some("it is text, as a passphrase is")
}

/// After how many bytes they begin again; all of them where they do not.
///
/// By the longest beginning that is an ending too, as in the search of Knuth, Morris and Pratt.
fn period(bytes: &[u8]) -> usize {
    let mut borders: Vec<usize> = Vec::with_capacity(bytes.len());
    for (place, byte) in bytes.iter().enumerate() {
        let mut border = borders.last().copied().unwrap_or(0);
        while border > 0 && bytes.get(border) != Some(byte) {
            border = borders.get(border - 1).copied().unwrap_or(0);
        }
        let is_longer = place > 0 && bytes.get(border) == Some(byte);
        borders.push(border + usize::from(is_longer));
    }
    let period = bytes.len() - borders.last().copied().unwrap_or(0);
    // An ending that is shorter than what repeats proves nothing.
    if period * 2 <= bytes.len() { period } else { bytes.len() }
}

/// How many bits the bytes hold, by how often each value stands among them (Shannon).
#[expect(clippy::cast_precision_loss, reason = "a key file has 64 KiB at most")]
fn bits(bytes: &[u8]) -> f64 {
    let mut counts = [0_usize; 256];
    for byte in bytes {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    let all = bytes.len() as f64;
    counts.iter().filter(|count| **count > 0).map(|count| *count as f64 * (all / *count as f64).log2()).sum()
}

/// Whether the bytes are text, and no random key that was written as text (hexadecimal, Base64).
fn is_words(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    if text.chars().any(|letter| letter.is_control() && !letter.is_whitespace()) {
        return false;
    }
    let is_encoding = |letter: char| letter.is_ascii_alphanumeric() || "+/=-_".contains(letter);
    let mut runs = text.split(|letter| !is_encoding(letter));
    let letters = Letters::counted();
    !runs.any(|run| run.len() >= ENCODED_RUN && letters.is_random(run))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_bytes_are_never_refused() {
        let mut random = fastrand::Rng::with_seed(7391);
        for round in 0..2_000 {
            let mut bytes = vec![0; if round % 10 == 0 { random.usize(32..4096) } else { 32 }];
            random.fill(&mut bytes);
            assert_eq!(weakness(&bytes), None, "{bytes:?}");
            // As text, and twice over.
            let length = bytes.len().min(64);
            assert_eq!(weakness(hex::encode(&bytes[..length]).as_bytes()), None, "{bytes:?}");
            assert_eq!(weakness(&[&bytes[..], &bytes[..]].concat()), None);
        }
    }

    #[test]
    fn random_keys_that_are_written_as_text_are_never_refused() {
        use base64::Engine as _;
        use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
        let mut random = fastrand::Rng::with_seed(7392);
        for _ in 0..2_000 {
            let mut bytes = [0; 48];
            random.fill(&mut bytes);
            let [key, long] = [&bytes[..32], &bytes[..]];
            let hexadecimal = hex::encode(key);
            // As `xxd -p` breaks its lines, and as a UUID is written.
            let (first, rest) = hexadecimal.split_at(60);
            let broken = format!("{first}\n{rest}\n");
            let uuid =
                [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| hexadecimal.get(part).unwrap()).join("-");
            for text in [
                format!("{}\n", STANDARD.encode(key)),
                STANDARD.encode(long),
                URL_SAFE_NO_PAD.encode(key),
                hexadecimal.to_uppercase(),
                broken,
                uuid,
                format!("key = \"{}\"\n", STANDARD.encode(key)),
            ] {
                assert_eq!(weakness(text.as_bytes()), None, "{text}");
            }
        }
    }

    #[test]
    fn what_repeats_counts_or_is_text_is_refused() {
        let counting: Vec<u8> = (0..=255).collect();
        let down: Vec<u8> = (0..64).map(|place| 200 - place * 3).collect();
        let pattern: Vec<u8> = b"0123456789abcdef".repeat(4096);
        let sparse: Vec<u8> = (0..64).map(|place| if place % 16 == 0 { place } else { 0 }).collect();
        let counted = (1..=40).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
        for weak in [
            &[0; 32][..],
            &[7; 64],
            &vec![255; 65536],
            &counting,
            &down,
            &pattern,
            &sparse,
            &b"ab".repeat(20),
            &b"abc".repeat(11),
            b"correct horse battery staple and then some",
            "pwll mawr glâs heddiw yn y bore cynnar".as_bytes(),
            b"correct-horse-battery-staple-and-so-on",
            b"The quick brown fox jumps over the lazy dog, 12 times or 13 a day.\n",
            b"",
            // Words with a digit in one run.
            b"iloveyoumummyanddaddy4everandever2026",
            b"correct-horse-battery-staple-and-so-on-1",
            b"correct-horse-battery-staple-2026-logbook",
            b"Elm-School-Safeguarding-Logbook-Key-2026",
            b"TheQuickBrownFoxJumpsOverTheLazyDog1",
            b"mysecretpassphraseforthelogbook2026x",
            b"ChildProtectionTeamHampshire2026Password",
            b"CORRECTHORSEBATTERYSTAPLE2026ELMSCHOOL",
            b"The_quick_brown_fox_jumps_over_13_lazy_dogs",
            b"diogelu-plant-cymru-llyfrlog-2026-allwedd",
            b"JaneSmith1971-05-12JohnSmith1969-03-04",
            b"https://www.example.org.uk/safeguarding/logbook/2026\n",
            // Numbers, dates, telephones.
            counted.as_bytes(),
            b"2026-11-20-2026-11-21-2026-11-22-2026-11-23",
            b"07700900123-02079460000-07700900456-1",
            b"31415926535897932384626433832795028841971693993751",
        ] {
            assert!(weakness(weak).is_some(), "{}", String::from_utf8_lossy(weak));
        }
        let armoured =
            b"-----BEGIN KEY-----\nMC4CAQAwBQYDK2VwBCIEIEf3dX1k9yQzX2m1uH0bYqTz\n-----END KEY-----\n";
        assert_eq!(weakness(armoured), None);
    }
}
