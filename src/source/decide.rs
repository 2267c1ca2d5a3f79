//! From bytes to an encoding that is sure, or to an error that says why not.

use std::fs::File;
use std::io::{self, Seek};

use super::bytes::{line_at, magic};
use super::encoding::{
    Charset, Evidence, Mark, declared, mark, utf16_by_zeros, verify, weigh, western,
};
use super::error::SourceError;
use super::facts::{Basis, Blemishes, Note};
use super::fault::{Binary, Cut, EncodingFault};
use super::page::kind;
use super::survey::{HighBytes, Survey};
use super::text::{Decoding, probe, strays};

/// How to read the text of a file.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub(super) decoding: Decoding,
    pub(super) basis: Basis,
    pub(super) blemishes: Blemishes,
    pub(super) notes: Vec<Note>,
}

/// Looks at every byte of the file and settles its encoding.
pub(super) fn decide(
    file: &mut File,
    shown: &str,
    setting: Option<Charset>,
) -> Result<Decision, SourceError> {
    let survey = Survey::take(file).map_err(|error| SourceError::io(shown, error))?;
    let head = String::from_utf8_lossy(&survey.head).replace('\u{FFFD}', "");
    let case = Case {
        file,
        shown,
        survey,
        high: None,
    };
    case.settle(setting).map_err(|error| match error {
        // Nobody needs to know the encoding of a page with an error.
        SourceError::Encoding { .. } => kind(&head, shown).err().unwrap_or(error),
        error => error,
    })
}

struct Case<'a> {
    file: &'a mut File,
    shown: &'a str,
    survey: Survey,
    /// Looked at only when the file is not UTF-8.
    high: Option<HighBytes>,
}

impl Case<'_> {
    fn settle(mut self, setting: Option<Charset>) -> Result<Decision, SourceError> {
        if self.survey.head.is_empty() {
            return Err(SourceError::Empty {
                shown: self.shown.into(),
            });
        }
        if let Some(what) = magic(&self.survey.head) {
            return Err(self.binary(what));
        }
        let mark = mark(&self.survey.head);
        let zeros = (self.survey.zeros > 0)
            .then(|| utf16_by_zeros(&self.survey.head))
            .flatten();
        let proven = mark.map(|mark| mark.charset).or(zeros);
        let mut notes = Vec::new();
        if let (Some(used), Some(setting)) = (proven, setting)
            && used != setting
        {
            notes.push(Note::Setting {
                setting: setting.name(),
                used: used.name(),
            });
        }
        if mark.is_some_and(|mark| mark.at > 0) {
            notes.push(Note::LateMark);
        }
        let sure = proven.or(setting);
        if !matches!(sure, Some(Charset::Utf16Le | Charset::Utf16Be)) {
            self.refuse_zeros()?;
        }
        let (charset, basis) = match sure {
            Some(charset) if mark.is_some() => (charset, Basis::Mark),
            Some(charset) if zeros.is_some() => (charset, Basis::Zeros),
            Some(charset) => (charset, Basis::Setting),
            None => self.weigh(&mut notes)?,
        };
        self.finish(charset, basis, mark, notes)
    }

    /// Zeros and other control characters do not stand in text.
    fn refuse_zeros(&mut self) -> Result<(), SourceError> {
        let Survey {
            zeros,
            zero_tail,
            controls,
            ..
        } = self.survey;
        let bytes = self.len()?;
        let inside = zeros - zero_tail.min(zeros);
        // A few in a small file are a slip as well.
        if inside * 1000 > bytes + 2000 || controls - zeros > bytes / 20 + 8 || zero_tail == bytes {
            return Err(self.binary(Binary::Unknown));
        }
        if zero_tail > 0 {
            return Err(SourceError::CutShort {
                shown: self.shown.into(),
                line: self.line_at(bytes - zero_tail)?,
                cut: Cut::Zeros,
            });
        }
        Ok(())
    }

    /// Without a mark and without a setting: the declaration against the bytes.
    fn weigh(&mut self, notes: &mut Vec<Note>) -> Result<(Charset, Basis), SourceError> {
        let label = declared(&self.survey.head).map(str::to_owned);
        let declared = label.as_deref().and_then(Charset::labelled);
        // Plain ASCII is right under every name.
        let ascii = self.survey.multibyte == 0 && self.survey.invalid == 0;
        let (charset, basis) = match weigh(&self.survey, declared) {
            Ok(Evidence::Is(Charset::Utf8)) if ascii => (Charset::Utf8, Basis::Ascii),
            Ok(Evidence::Is(Charset::Utf8)) => (Charset::Utf8, Basis::Characters),
            Ok(Evidence::Is(charset)) => (charset, Basis::Declaration),
            Ok(Evidence::SingleByte) => {
                let found = western(self.high_bytes()?);
                let charset = found.map_err(|(at, fault)| self.fault(at, fault))?;
                (charset, Basis::Letters)
            }
            Err(fault) => {
                // Where all but a few bytes are surely one or the other, row by row tells.
                let strays = strays(self.file);
                let (sure, unsure) = strays.map_err(|error| SourceError::io(self.shown, error))?;
                if unsure * 20 > sure {
                    return Err(self.fault(self.survey.first_invalid.unwrap_or(0), fault));
                }
                (Charset::Utf8, Basis::Characters)
            }
        };
        if let Some(label) = label
            && declared != Some(charset)
            && !ascii
        {
            notes.push(Note::Declared {
                declared: label,
                used: charset.name(),
            });
        }
        Ok((charset, basis))
    }

    /// Makes sure that all bytes can be read in this encoding.
    fn finish(
        mut self,
        charset: Charset,
        basis: Basis,
        mark: Option<Mark>,
        mut notes: Vec<Note>,
    ) -> Result<Decision, SourceError> {
        let damaged = charset == Charset::Utf8 && self.survey.invalid > 0;
        let decoding = Decoding {
            charset,
            mark,
            damaged,
        };
        let mut controls = self.survey.controls;
        match charset {
            Charset::Utf8 => {
                if self.survey.cut_character {
                    return Err(SourceError::CutShort {
                        shown: self.shown.into(),
                        line: self.line_at(u64::MAX)?,
                        cut: Cut::MidCharacter,
                    });
                }
                if damaged {
                    notes.push(Note::Undecodable {
                        bytes: self.survey.invalid,
                    });
                }
            }
            Charset::Windows1252 | Charset::Iso8859_1 | Charset::Iso8859_15 => {
                let found = verify(charset, self.high_bytes()?);
                found.map_err(|(at, fault)| self.fault(at, fault))?;
            }
            Charset::Utf16Le | Charset::Utf16Be | Charset::Other(_) => {
                let probed = probe(self.file, &decoding);
                match probed.map_err(|error| SourceError::io(self.shown, error))? {
                    Ok(probe) => controls = probe.controls,
                    Err(lines) => return Err(self.undecodable(charset, lines + 1)?),
                }
            }
        }
        if controls > 0 {
            notes.push(Note::Controls { count: controls });
        }
        Ok(Decision {
            decoding,
            basis,
            blemishes: Blemishes {
                controls: controls > 0,
                undecodable: damaged,
            },
            notes,
        })
    }

    fn undecodable(&self, charset: Charset, line: u64) -> Result<SourceError, SourceError> {
        let fault = match charset {
            Charset::Utf16Le | Charset::Utf16Be if self.len()? % 2 == 1 => EncodingFault::OddLength,
            Charset::Utf16Le | Charset::Utf16Be => EncodingFault::LoneSurrogate,
            Charset::Utf8
            | Charset::Windows1252
            | Charset::Iso8859_1
            | Charset::Iso8859_15
            | Charset::Other(_) => EncodingFault::Invalid {
                charset: charset.name(),
            },
        };
        Ok(SourceError::Encoding {
            shown: self.shown.into(),
            line,
            fault,
        })
    }

    fn high_bytes(&mut self) -> Result<&HighBytes, SourceError> {
        let high = match self.high.take() {
            Some(high) => high,
            None => self
                .file
                .rewind()
                .and_then(|()| HighBytes::take(self.file))
                .map_err(|error| SourceError::io(self.shown, error))?,
        };
        Ok(self.high.insert(high))
    }

    fn len(&self) -> Result<u64, SourceError> {
        let metadata = self.file.metadata();
        Ok(metadata
            .map_err(|error| SourceError::io(self.shown, error))?
            .len())
    }

    fn line_at(&mut self, offset: u64) -> Result<u64, SourceError> {
        line_at(self.file, offset).map_err(|error| SourceError::io(self.shown, error))
    }

    fn fault(&mut self, at: u64, fault: EncodingFault) -> SourceError {
        // The line is a courtesy: without it the fault is still the fault.
        let line: io::Result<u64> = line_at(self.file, at);
        SourceError::Encoding {
            shown: self.shown.into(),
            line: line.unwrap_or(1),
            fault,
        }
    }

    fn binary(&self, what: Binary) -> SourceError {
        SourceError::Binary {
            shown: self.shown.into(),
            what,
        }
    }
}
