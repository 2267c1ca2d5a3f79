//! Elements of an export beside its records: headers, lists of categories.

use super::error::SourceError;
use super::open::{Plan, Reader, Source};
use super::xml::Shape;

impl Source {
    /// Begins to read the elements at another path than that of the records, as
    /// in `yml_catalog/shop/categories/category`; `None` where the export is no
    /// XML. Elements whose names differ only in case or prefix are the same.
    ///
    /// # Errors
    ///
    /// As [`Source::read`].
    pub fn read_beside(&self, path: &str) -> Result<Option<Reader>, SourceError> {
        let Plan::Xml(shape) = &self.plan else {
            return Ok(None);
        };
        let beside = Shape {
            record: path.split('/').map(str::to_owned).collect(),
            root: shape.root.clone(),
        };
        self.read_as(&Plan::Xml(beside)).map(Some)
    }
}
