//! Looking at the live catalog, with or without writing down what it teaches.

use std::time::Duration;

use super::survey::Survey;
use crate::deliver::{
    Contact, DeliverError, End, Walker, heed_pause, later, preflight, walk_catalog,
};
use crate::graph::{LivePage, Shows};
use crate::state::{Marks, Store};

/// How a look at the catalog ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Looked {
    /// The whole catalog was shown.
    Whole,
    /// It was not; what was seen counts.
    Cut(End),
}

/// Looks, and changes nothing.
pub async fn look(
    contact: &mut Contact<'_>,
    survey: &mut Survey,
    store: Option<&Store>,
) -> Result<Looked, DeliverError> {
    let pause = match store {
        Some(store) => store.catalog()?.reads_blocked_until,
        None => None,
    };
    let mut reader = Reader { survey, store };
    let looked = go(contact, &mut reader, pause).await?;
    if looked == Looked::Whole {
        survey.conclude(|_| Ok::<(), DeliverError>(()))?;
    }
    Ok(looked)
}

/// Looks, and marks in the state what is to be put right, page by page. A run that
/// dies in between has marked a part; the next comparison repairs that.
pub async fn repair(
    contact: &mut Contact<'_>,
    survey: &mut Survey,
    store: &mut Store,
) -> Result<Looked, DeliverError> {
    let pause = store.catalog()?.reads_blocked_until;
    let mut marker = Marker { survey, store };
    let looked = go(contact, &mut marker, pause).await?;
    if looked == Looked::Whole {
        survey.conclude(|marks| store.mark(marks))?;
    }
    Ok(looked)
}

/// A walker that can say how much it has seen.
trait Surveyor: Walker {
    fn seen(&self) -> u64;
}

async fn go(
    contact: &mut Contact<'_>,
    surveyor: &mut dyn Surveyor,
    pause: Option<i64>,
) -> Result<Looked, DeliverError> {
    if let Some(end) = heed_pause(contact, pause).await {
        return Ok(Looked::Cut(end));
    }
    let (facts, _) = match preflight(contact).await {
        Ok(facts) => facts,
        Err(end) => {
            if let Some(pause) = contact.pause {
                surveyor.pause(pause)?;
            }
            return Ok(Looked::Cut(end));
        }
    };
    let walked = walk_catalog(contact, surveyor, None).await?;
    if let Some(end) = walked {
        return Ok(Looked::Cut(end));
    }
    // An outage can look like an empty catalog, and must not pass for one.
    let (shown, said) = (surveyor.seen(), facts.product_count);
    if shown < said / 2 {
        let words = format!(
            "the catalog says that it holds {said} items and showed {shown} of them, so nothing is concluded from \
             what it did not show"
        );
        return Ok(Looked::Cut(End::Temporary(words)));
    }
    Ok(Looked::Whole)
}

struct Reader<'a> {
    survey: &'a mut Survey,
    store: Option<&'a Store>,
}

impl Walker for Reader<'_> {
    fn shows(&self) -> Shows {
        Shows::Comparable
    }

    fn page(&mut self, page: &LivePage) -> Result<(), DeliverError> {
        let mut none = Marks::default();
        for item in &page.items {
            self.survey.note(item, self.store, &mut none)?;
        }
        Ok(())
    }

    /// The state is read only.
    fn pause(&mut self, _wait: Duration) -> Result<(), DeliverError> {
        Ok(())
    }
}

impl Surveyor for Reader<'_> {
    fn seen(&self) -> u64 {
        self.survey.seen()
    }
}

struct Marker<'a> {
    survey: &'a mut Survey,
    store: &'a mut Store,
}

impl Walker for Marker<'_> {
    fn shows(&self) -> Shows {
        Shows::Comparable
    }

    fn page(&mut self, page: &LivePage) -> Result<(), DeliverError> {
        let mut marks = Marks::default();
        for item in &page.items {
            self.survey.note(item, Some(self.store), &mut marks)?;
        }
        Ok(self.store.mark(&marks)?)
    }

    fn pause(&mut self, wait: Duration) -> Result<(), DeliverError> {
        Ok(self.store.block(false, later(wait))?)
    }
}

impl Surveyor for Marker<'_> {
    fn seen(&self) -> u64 {
        self.survey.seen()
    }
}
