//! Walking over all items of a catalog, as reads show them.

use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;

use super::wire::{Paging, list, text, texts};
use super::{Answer, Client};

/// What a page shows of each item. Few fields, because pages are large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// The id alone.
    Ids,
    /// What a comparison looks at.
    Comparable,
}

impl Shows {
    const fn fields(self) -> &'static str {
        match self {
            Self::Ids => "retailer_id",
            Self::Comparable => {
                "retailer_id,name,price,sale_price,currency,availability,quantity_to_sell_on_facebook,\
                 visibility,review_status,review_rejection_reasons"
            }
        }
    }
}

/// What the catalog shows of an item, under the names of its reads
/// (`graph-api.md` 4.2 and 6.3). Absent fields are empty.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LiveItem {
    /// The shop's id.
    #[serde(deserialize_with = "text")]
    pub retailer_id: String,
    /// The title.
    #[serde(deserialize_with = "text")]
    pub name: String,
    /// The price, formatted for people in some locale.
    #[serde(deserialize_with = "text")]
    pub price: String,
    /// The sale price, formatted likewise.
    #[serde(deserialize_with = "text")]
    pub sale_price: String,
    /// The currency of both.
    #[serde(deserialize_with = "text")]
    pub currency: String,
    /// The availability.
    #[serde(deserialize_with = "text")]
    pub availability: String,
    /// Pieces.
    #[serde(deserialize_with = "text")]
    pub quantity_to_sell_on_facebook: String,
    /// `published`, or `staging` for an archived item.
    #[serde(deserialize_with = "text")]
    pub visibility: String,
    /// How Meta's review of it stands: `approved`, `pending`, `rejected`, `outdated`.
    #[serde(deserialize_with = "text")]
    pub review_status: String,
    /// Why it was rejected, in Meta's words.
    #[serde(deserialize_with = "texts")]
    pub review_rejection_reasons: Vec<String>,
}

/// A page of the live catalog.
#[derive(Clone, Debug, Default)]
pub struct LivePage {
    /// Its items that have an id of the shop's.
    pub items: Vec<LiveItem>,
    /// Where the next page begins; `None` on the last one. A short or empty page
    /// alone is no end.
    pub after: Option<String>,
}

impl LivePage {
    fn from_json(value: Value) -> serde_json::Result<Self> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Page {
            #[serde(deserialize_with = "list")]
            data: Vec<LiveItem>,
            paging: Option<Paging>,
        }
        let mut page: Page = serde_json::from_value(value)?;
        page.data.retain(|item| !item.retailer_id.is_empty());
        Ok(Self {
            items: page.data,
            after: page.paging.unwrap_or_default().after(),
        })
    }
}

impl Client {
    /// `GET /{catalog}/products`: a page of items (`graph-api.md` 4.2).
    pub async fn live_page(
        &self,
        shows: Shows,
        after: Option<&str>,
        limit: usize,
    ) -> Answer<LivePage> {
        let limit = limit.to_string();
        let mut query = vec![
            ("fields", shows.fields()),
            ("bulk_pagination", "true"),
            ("limit", limit.as_str()),
        ];
        if let Some(after) = after {
            query.push(("after", after));
        }
        let call = self.call(Method::GET, Some("products"), &query);
        let heard = self.hear::<Value>(call).await;
        let (value, usage) = heard.answer?;
        self.shaped(LivePage::from_json(value), usage)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_is_read_whatever_its_items_leave_out() {
        let page = LivePage::from_json(json!({
            "data": [
                {"id": "1", "retailer_id": "A", "quantity_to_sell_on_facebook": 7, "review_rejection_reasons": null},
                {"id": "2", "retailer_id": 9, "review_rejection_reasons": ["no", "never"]},
                {"id": "3"},
            ],
            "paging": {"cursors": {"after": "x"}, "next": "https://…"}}))
        .unwrap();
        let ids: Vec<&str> = page.items.iter().map(|i| i.retailer_id.as_str()).collect();
        assert_eq!(ids, ["A", "9"]);
        assert_eq!(page.items[0].quantity_to_sell_on_facebook, "7");
        assert_eq!(page.items[1].review_rejection_reasons, ["no", "never"]);
        assert_eq!(page.after.as_deref(), Some("x"));
        let last = LivePage::from_json(json!({"paging": {"cursors": {"after": "x"}}}));
        assert_eq!(last.unwrap().after, None, "the last page has no next");
        let empty = LivePage::from_json(json!({})).unwrap();
        assert!(empty.items.is_empty() && empty.after.is_none());
    }
}
