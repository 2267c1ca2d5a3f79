//! Which encoding the bytes are in: the mark, the declaration, the evidence.
//!
//! The order is that of `formats.md` 2.1, and the rule behind it: better to
//! ask than to put `Ã¤` or `³` into a catalog. A setting is believed before
//! everything but a byte-order mark.

use encoding_rs::Encoding;

use super::error::SourceError;
use super::fault::EncodingFault;
use super::survey::{HighBytes, Survey};

/// An encoding that text can be read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1252,
    /// Read as Windows-1252, which adds characters where this one has none.
    Iso8859_1,
    Iso8859_15,
    /// Only by setting or declaration, never by a guess.
    Other(&'static Encoding),
}

impl Charset {
    /// The name for messages and reports.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Windows1252 => "Windows-1252",
            Self::Iso8859_1 => "ISO-8859-1",
            Self::Iso8859_15 => "ISO-8859-15",
            Self::Other(encoding) => encoding.name(),
        }
    }

    pub(super) fn encoding(self) -> &'static Encoding {
        match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
            Self::Windows1252 | Self::Iso8859_1 => encoding_rs::WINDOWS_1252,
            Self::Iso8859_15 => encoding_rs::ISO_8859_15,
            Self::Other(encoding) => encoding,
        }
    }

    /// The encoding that a declaration in a file names, if there is one of that name.
    pub(super) fn labelled(label: &str) -> Option<Self> {
        let label = label.trim().to_ascii_lowercase().replace('_', "-");
        let label = match label.as_str() {
            // Names that Python, Windows programs and people use.
            "utf-8-sig" | "utf8-sig" | "utf-8-bom" | "utf8-bom" => "utf-8",
            "utf16" | "utf16le" | "utf-16-le" | "ucs-2" => "utf-16le",
            "utf16be" | "utf-16-be" => "utf-16be",
            "ansi" | "cp-1252" | "win-1252" | "win1252" | "windows1252" => "windows-1252",
            "latin-1" => "iso-8859-1",
            "latin-9" | "latin9" => "iso-8859-15",
            other => other,
        };
        let encoding = Encoding::for_label_no_replacement(label.as_bytes())?;
        Some(if encoding == encoding_rs::UTF_8 {
            Self::Utf8
        } else if encoding == encoding_rs::UTF_16LE {
            Self::Utf16Le
        } else if encoding == encoding_rs::UTF_16BE {
            Self::Utf16Be
        } else if encoding == encoding_rs::ISO_8859_15 {
            Self::Iso8859_15
        } else if encoding == encoding_rs::WINDOWS_1252 {
            if label.contains("1252") {
                Self::Windows1252
            } else {
                Self::Iso8859_1
            }
        } else {
            Self::Other(encoding)
        })
    }

    /// The encoding that a setting names.
    pub(super) fn named(given: &str) -> Result<Self, SourceError> {
        Self::labelled(given).ok_or_else(|| SourceError::UnknownEncoding {
            given: given.into(),
            near: near(given),
        })
    }

    fn is_utf16(self) -> bool {
        matches!(self, Self::Utf16Le | Self::Utf16Be)
    }
}

/// The known name that is most like this one.
fn near(given: &str) -> Option<&'static str> {
    const NAMES: &[&str] = &[
        "UTF-8",
        "UTF-16LE",
        "UTF-16BE",
        "windows-1250",
        "windows-1251",
        "windows-1252",
        "windows-1253",
        "windows-1254",
        "windows-1257",
        "ISO-8859-1",
        "ISO-8859-2",
        "ISO-8859-7",
        "ISO-8859-15",
        "KOI8-R",
        "macintosh",
        "Shift_JIS",
        "EUC-JP",
        "GBK",
        "Big5",
        "EUC-KR",
    ];
    let plain = |name: &str| -> String {
        name.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect()
    };
    let wanted = plain(given);
    NAMES
        .iter()
        .map(|name| (strsim::damerau_levenshtein(&plain(name), &wanted), *name))
        .filter(|&(distance, name)| distance * 3 <= plain(name).len())
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, name)| name)
}

/// A byte-order mark: where it stands, how long it is, what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) at: usize,
    pub(super) len: usize,
    pub(super) charset: Charset,
}

/// Finds the byte-order mark, which may stand behind blank lines: a plug-in of
/// the shop printed them first (`formats.md` 2.1).
pub(super) fn mark(head: &[u8]) -> Option<Mark> {
    let found = |at, len, charset| Some(Mark { at, len, charset });
    match head {
        [0xFF, 0xFE, ..] => return found(0, 2, Charset::Utf16Le),
        [0xFE, 0xFF, ..] => return found(0, 2, Charset::Utf16Be),
        _ => {}
    }
    let at = head.iter().position(|byte| !byte.is_ascii_whitespace())?;
    if head[at..].starts_with(b"\xEF\xBB\xBF") {
        found(at, 3, Charset::Utf8)
    } else {
        None
    }
}

/// UTF-16 without a mark: every second byte of western text is zero.
pub(super) fn utf16_by_zeros(head: &[u8]) -> Option<Charset> {
    let pairs = head.len() / 2;
    if pairs == 0 {
        return None;
    }
    let zeros = |offset: usize| {
        head.chunks_exact(2)
            .filter(|pair| pair[offset] == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    // A quarter may be letters from outside Latin-1; the other side must be text.
    if odd * 4 >= pairs * 3 && even * 20 <= pairs {
        Some(Charset::Utf16Le)
    } else if even * 4 >= pairs * 3 && odd * 20 <= pairs {
        Some(Charset::Utf16Be)
    } else {
        None
    }
}

/// The encoding that an XML declaration at the beginning names.
pub(super) fn declared(head: &[u8]) -> Option<&str> {
    let declaration = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    let end = memchr::memmem::find(declaration, b"?>")?;
    let declaration = std::str::from_utf8(&declaration[..end]).ok()?;
    let (_, rest) = declaration.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split(quote).next()
}

/// What is left to decide when neither a setting nor a mark did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Evidence {
    /// Read it so.
    Is(Charset),
    /// Not UTF-8: the single bytes must be looked at.
    SingleByte,
}

/// Weighs valid UTF-8 against the declaration.
pub(super) fn weigh(survey: &Survey, declared: Option<Charset>) -> Result<Evidence, EncodingFault> {
    let legacy = declared.filter(|&charset| charset != Charset::Utf8 && !charset.is_utf16());
    if survey.invalid == 0 {
        // Seven-bit encodings with escape sequences look like ASCII.
        return Ok(Evidence::Is(match legacy {
            Some(charset) if charset.encoding() == encoding_rs::ISO_2022_JP => charset,
            _ => Charset::Utf8,
        }));
    }
    if survey.multibyte >= survey.invalid {
        return Ok(Evidence::Is(Charset::Utf8));
    }
    if let Some(charset) = legacy {
        return Ok(Evidence::Is(charset));
    }
    // By chance hardly any two bytes of a western text form UTF-8.
    if survey.multibyte > 2 && survey.multibyte * 20 > survey.invalid {
        return Err(EncodingFault::Mixed {
            utf8: survey.multibyte,
            other: survey.invalid,
        });
    }
    Ok(Evidence::SingleByte)
}

/// Bytes that Windows-1252 leaves undefined.
const UNDEFINED_1252: [u8; 5] = [0x81, 0x8D, 0x8F, 0x90, 0x9D];

/// Chooses among the encodings of western Europe, or says why none fits, and where.
pub(super) fn western(high: &HighBytes) -> Result<Charset, (u64, EncodingFault)> {
    let total = high.total();
    if high.in_runs * 10 > total * 3 {
        return Err((high.sample_at, not_western(high)));
    }
    // A meter (m²) or two do not make a text Polish.
    if high.signs_in_words > 2 && high.signs_in_words * 20 > total {
        return Err((high.sample_at, not_western(high)));
    }
    if let (Some(guess), Some((_, at))) = (high.foreign, high.first_of(0x80..=0xFF)) {
        return Err((at, sampled(&high.first_text, guess)));
    }
    let controls = high.first_of(0x80..=0x9F);
    if controls.is_none() && high.euros > 0 {
        return Ok(Charset::Iso8859_15);
    }
    verify(Charset::Windows1252, high)?;
    Ok(Charset::Windows1252)
}

/// Refuses bytes that have no character in a single-byte encoding of the west.
pub(super) fn verify(charset: Charset, high: &HighBytes) -> Result<(), (u64, EncodingFault)> {
    let wrong = match charset {
        Charset::Windows1252 | Charset::Iso8859_1 => high.first_of(UNDEFINED_1252),
        // Control characters: no shop writes them, so it is another encoding.
        Charset::Iso8859_15 => high.first_of(0x80..=0x9F),
        Charset::Utf8 | Charset::Utf16Le | Charset::Utf16Be | Charset::Other(_) => None,
    };
    match wrong {
        None => Ok(()),
        Some((byte, at)) => Err((
            at,
            EncodingFault::Undefined {
                byte,
                charset: charset.name(),
            },
        )),
    }
}

fn not_western(high: &HighBytes) -> EncodingFault {
    // Letters only: one of the alphabets with a byte a letter. Else an Asian encoding.
    let guess = if high.signs_in_words > high.in_runs {
        encoding_rs::WINDOWS_1250
    } else if high.percent_letters() >= 60 {
        encoding_rs::WINDOWS_1251
    } else {
        encoding_rs::SHIFT_JIS
    };
    sampled(&high.sample, guess)
}

fn sampled(bytes: &[u8], guess: &'static Encoding) -> EncodingFault {
    let (text, _) = guess.decode_without_bom_handling(bytes);
    EncodingFault::NotWestern {
        sample: text
            .chars()
            .filter(|&c| !c.is_control() && c != '\u{FFFD}')
            .collect(),
        guess: guess.name(),
    }
}
