//! What stands in a tag: its name and its attributes.

use quick_xml::events::BytesStart;

use super::entity::resolve_all;
use super::names::is_technical;
use super::reader::XmlReader;
use crate::source::error::SourceError;
use crate::source::fault::{Limit, Malformation};
use crate::source::limit;
use crate::source::record::{ColumnId, Damage, Mend, Record, without_controls};
use crate::source::text::{mended, undecodable};

impl XmlReader {
    pub(super) fn attributes(
        &mut self,
        tag: &BytesStart<'_>,
        column: Option<ColumnId>,
        record: &mut Record,
    ) -> Result<(), SourceError> {
        if tag.attributes_raw().trim_ascii().is_empty() {
            return Ok(());
        }
        let mut attributes = tag.html_attributes();
        for (count, attribute) in attributes.with_checks(false).enumerate() {
            if count >= limit::ATTRIBUTES || record.cells.len() >= limit::CELLS {
                return Err(self.events.too_large(Limit::Attributes));
            }
            let attribute = match attribute {
                Ok(attribute) => attribute,
                Err(error) => {
                    self.mar(Damage::Tag(error.to_string()), record);
                    break;
                }
            };
            let name = attribute.key.as_ref();
            let value: &str = &attribute.value;
            if name == "xsi:nil"
                && matches!(value.trim(), "true" | "1")
                && let Some(frame) = self.frames.last_mut()
            {
                frame.nil = true;
            }
            if is_technical(name) {
                continue;
            }
            let id = self.column(column, name, true)?;
            let start = record.text.len();
            if self.blemishes.undecodable
                && let Some(clean) = mended(value)
            {
                record.mends.add(Mend::Bytes);
                resolve_all(&clean, &mut record.text);
            } else {
                resolve_all(value, &mut record.text);
            }
            if self.blemishes.controls {
                let clean = without_controls(&record.text[start..]);
                record.text.truncate(start);
                record.text.push_str(&clean);
            }
            let value = &record.text[start..];
            let left = value.trim_start();
            let start = start + value.len() - left.len();
            let range = start..start + left.trim_end().len();
            if !self.is_undecodable(record, id, range.clone()) {
                record.push(id, range);
            }
        }
        Ok(())
    }

    pub(super) fn bind(&mut self, tag: &BytesStart<'_>, depth: usize) -> Result<(), SourceError> {
        let raw = tag.attributes_raw();
        if raw.len() < 8 || memchr::memmem::find(raw.as_bytes(), b"xmlns:").is_none() {
            return Ok(());
        }
        let mut attributes = tag.html_attributes();
        let attributes = attributes.with_checks(false);
        for attribute in attributes.take(limit::ATTRIBUTES).flatten() {
            if let Some(prefix) = attribute.key.as_ref().strip_prefix("xmlns:") {
                let bound = self.names.bind(depth, prefix, &attribute.value);
                bound.map_err(|limit| self.events.too_large(limit))?;
            }
        }
        Ok(())
    }

    pub(super) fn column(
        &mut self,
        parent: Option<ColumnId>,
        raw: &str,
        attribute: bool,
    ) -> Result<ColumnId, SourceError> {
        if self.blemishes.undecodable && undecodable(raw).is_some() {
            let said = "a name has bytes that are not UTF-8".to_owned();
            return Err(self.events.malformed(Malformation::Tag { said }));
        }
        let clean = if self.blemishes.undecodable {
            mended(raw)
        } else {
            None
        };
        let raw = clean.as_deref().unwrap_or(raw);
        let column = self.names.column(parent, raw, attribute);
        column.map_err(|limit| self.events.too_large(limit))
    }
}
