//! Questions that change nothing and that only somebody who looks for trouble
//! asks: whose token it is, what it may do, who else writes.

use jiff::fmt::rfc2822;
use reqwest::Method;
use reqwest::header::{DATE, HeaderMap};
use serde::Deserialize;
use serde_json::Value;

use super::facts::{DataSource, Feed, Grant, Listed, Person, TokenFacts};
use super::wire::{CatalogFacts, list};
use super::{Answer, Client};

/// Entries of a list that are looked at; no shop has so many writers.
const MOST: &str = "100";

/// An answer, and what its headers say beside the usage.
#[derive(Debug)]
pub struct Heard<T> {
    /// The answer.
    pub answer: Answer<T>,
    /// What the headers say; nothing when nobody answered.
    pub signs: Signs,
}

/// What the headers of an answer say of the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// The server's time, in Unix seconds.
    pub date: Option<i64>,
    /// The version that served the call.
    pub version: Option<String>,
    /// What Meta says when that is not the one that was asked for.
    pub version_warning: Option<String>,
}

impl Signs {
    pub(super) fn read(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let date = text(DATE.as_str()).and_then(|text| rfc2822::parse(text).ok());
        Self {
            date: date.map(|date| date.timestamp().as_second()),
            version: text("facebook-api-version").map(str::to_owned),
            version_warning: text("x-ad-api-version-warning").map(str::to_owned),
        }
    }
}

impl<T> Heard<T> {
    fn map<U>(self, change: impl FnOnce(T) -> serde_json::Result<U>, client: &Client) -> Heard<U> {
        Heard {
            answer: self
                .answer
                .and_then(|(value, usage)| client.shaped(change(value), usage)),
            signs: self.signs,
        }
    }
}

impl Client {
    /// `GET /debug_token`: what Meta knows of the token. The token asks about
    /// itself: a token of the app would need the app's id, which only this answer
    /// tells (`graph-api.md` 2.5).
    pub async fn token(&self) -> Heard<TokenFacts> {
        #[derive(Deserialize)]
        struct Envelope {
            data: TokenFacts,
        }
        let query = [self.token.as_parameter()];
        let call = self.request(Method::GET, &["debug_token"], &query);
        let heard = self.hear::<Value>(call).await;
        heard.map(
            |value| serde_json::from_value(value).map(|envelope: Envelope| envelope.data),
            self,
        )
    }

    /// `GET /me`: whose token it is. Without a token it is refused, by Meta.
    pub async fn me(&self) -> Heard<Person> {
        let call = self.request(Method::GET, &["me"], &[("fields", "id,name")]);
        self.hear(call).await
    }

    /// `GET /me/permissions`: what the token may do.
    pub async fn permissions(&self) -> Heard<Vec<Grant>> {
        let call = self.request(Method::GET, &["me", "permissions"], &[]);
        let heard = self.hear::<Value>(call).await;
        heard.map(|value| Ok(page(value)?.entries), self)
    }

    /// `GET /{catalog}` with the business that owns it, which not every token may see.
    pub async fn catalog_and_owner(&self) -> Heard<CatalogFacts> {
        let fields = [("fields", "id,name,vertical,product_count,business{id,name}")];
        self.hear(self.call(Method::GET, None, &fields)).await
    }

    /// `GET /{catalog}` as a run asks it, with the headers.
    pub async fn catalog_alone(&self) -> Heard<CatalogFacts> {
        let fields = [("fields", "id,name,vertical,product_count")];
        self.hear(self.call(Method::GET, None, &fields)).await
    }

    /// `GET /{catalog}/data_sources`: who writes into the catalog.
    pub async fn data_sources(&self) -> Heard<Listed<DataSource>> {
        let query = [
            ("ingestion_source_type", "ALL"),
            ("fields", "id,name,upload_type,app_id"),
            ("limit", MOST),
        ];
        let call = self.call(Method::GET, Some("data_sources"), &query);
        self.hear::<Value>(call).await.map(page, self)
    }

    /// `GET /{catalog}/product_feeds`: the files that Meta reads, and when.
    pub async fn feeds(&self) -> Heard<Listed<Feed>> {
        let query = [
            (
                "fields",
                "id,name,schedule,update_schedule,deletion_enabled",
            ),
            ("limit", MOST),
        ];
        let call = self.call(Method::GET, Some("product_feeds"), &query);
        self.hear::<Value>(call).await.map(page, self)
    }
}

/// Reads a page. The address in `paging.next` holds the token and is not kept.
fn page<T: for<'de> Deserialize<'de>>(value: Value) -> serde_json::Result<Listed<T>> {
    #[derive(Deserialize)]
    #[serde(bound = "T: Deserialize<'de>")]
    struct Page<T> {
        #[serde(deserialize_with = "list")]
        data: Vec<T>,
    }
    let more = value
        .pointer("/paging/next")
        .is_some_and(|next| next.as_str().is_some_and(|next| !next.is_empty()));
    let page: Page<T> = serde_json::from_value(value)?;
    Ok(Listed {
        entries: page.data,
        more,
    })
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_the_servers_time_and_version_and_forgives_what_is_none() {
        let mut headers = HeaderMap::new();
        assert_eq!(Signs::read(&headers), Signs::default());
        headers.insert(
            "date",
            HeaderValue::from_static("Fri, 15 Jan 2027 08:00:00 GMT"),
        );
        headers.insert("facebook-api-version", HeaderValue::from_static("v25.0"));
        let signs = Signs::read(&headers);
        assert_eq!(signs.date, Some(1_800_000_000));
        assert_eq!(signs.version.as_deref(), Some("v25.0"));
        headers.insert("date", HeaderValue::from_static("yesterday"));
        assert_eq!(Signs::read(&headers).date, None);
    }

    #[test]
    fn a_page_with_a_next_one_says_so() {
        let read = |next: Value| {
            let value = json!({"data": [{"id": 1, "name": "A"}], "paging": {"next": next}});
            page::<DataSource>(value).unwrap()
        };
        assert!(read(json!("https://…")).more);
        let last = read(Value::Null);
        assert!(!last.more);
        assert_eq!(last.entries[0].id, "1");
        assert!(page::<DataSource>(json!({})).is_err());
    }
}
