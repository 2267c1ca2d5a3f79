//! A sandbox with a client, and the items that the tests send.

use reqwest::{Client, Response};
use serde_json::{Value, json};
use shelfsync::sandbox::{self, Clock, Options, Sandbox};
use url::form_urlencoded::Serializer;

/// A sandbox and a client that talks to it.
pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
    pub(crate) clock: Clock,
    pub(crate) token: String,
}

/// An answer, taken apart.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) usage: Value,
    pub(crate) body: Value,
}

impl Said {
    pub(crate) async fn of(response: Response) -> Self {
        let status = response.status().as_u16();
        let usage = response
            .headers()
            .get("x-business-use-case-usage")
            .map_or(Value::Null, |value| {
                serde_json::from_str(value.to_str().unwrap()).unwrap()
            });
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Self {
            status,
            usage,
            body,
        }
    }

    /// Status, code and subcode of an error.
    pub(crate) fn error(&self) -> (u16, i64, Option<i64>) {
        let error = &self.body["error"];
        for member in ["message", "type", "fbtrace_id"] {
            assert!(error[member].is_string(), "{member} in {}", self.body);
        }
        (
            self.status,
            error["code"].as_i64().unwrap(),
            error["error_subcode"].as_i64(),
        )
    }

    pub(crate) fn message(&self) -> &str {
        self.body["error"]["message"].as_str().unwrap()
    }

    pub(crate) fn usage(&self, member: &str) -> i64 {
        let entries = self.usage.as_object().unwrap().values().next().unwrap();
        entries[0][member].as_i64().unwrap()
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let clock = Clock::stopped_at(1_800_000_000_000);
        let mut options = Options {
            clock: clock.clone(),
            ..Options::default()
        };
        change(&mut options);
        Self {
            sandbox: sandbox::start(options).await.unwrap(),
            client: Client::new(),
            clock,
            token: "TOKEN".into(),
        }
    }

    pub(crate) fn url(&self, path: &str, query: &[(&str, &str)]) -> String {
        let mut pairs = Serializer::new(String::new());
        pairs.extend_pairs(query);
        format!("{}/v25.0/{path}?{}", self.sandbox.url(), pairs.finish())
    }

    pub(crate) async fn get(&self, path: &str, query: &[(&str, &str)]) -> Said {
        let call = self.client.get(self.url(path, query));
        Said::of(call.bearer_auth(&self.token).send().await.unwrap()).await
    }

    pub(crate) async fn try_post(&self, body: &Value) -> Result<Response, reqwest::Error> {
        self.client
            .post(self.url("100/items_batch", &[]))
            .bearer_auth(&self.token)
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await
    }

    pub(crate) async fn post(&self, body: Value) -> Said {
        Said::of(self.try_post(&body).await.unwrap()).await
    }

    pub(crate) async fn batch(&self, requests: Value) -> Said {
        self.post(json!({ "item_type": "PRODUCT_ITEM", "requests": requests }))
            .await
    }

    pub(crate) async fn poll(&self, handle: &str) -> Said {
        let query = [("handle", handle), ("load_ids_of_invalid_requests", "true")];
        self.get("100/check_batch_request_status", &query).await
    }

    /// Sends a batch and polls until it ends; the verdict.
    pub(crate) async fn deliver(&self, requests: Value) -> Value {
        let said = self.batch(requests).await;
        let handle = said.body["handles"][0]
            .as_str()
            .unwrap_or_else(|| panic!("no handle: {}", said.body))
            .to_owned();
        for _ in 0..20 {
            let verdict = self.poll(&handle).await.body["data"][0].clone();
            if matches!(
                verdict["status"].as_str(),
                Some("finished" | "error" | "canceled")
            ) {
                return verdict;
            }
        }
        panic!("no verdict for {handle}");
    }

    pub(crate) async fn fill(&self, count: usize) {
        let ids: Vec<String> = (0..count)
            .map(|number| format!("SKU-{number:03}"))
            .collect();
        let requests: Vec<Value> = ids.iter().map(|id| update(mug(id))).collect();
        let verdict = self.deliver(json!(requests)).await;
        assert_eq!(verdict["errors_total_count"], 0, "{verdict}");
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        self.sandbox.items("100").unwrap().into_keys().collect()
    }

    pub(crate) fn violations(&self) -> Vec<String> {
        let calls = self.sandbox.journal();
        calls.into_iter().flat_map(|call| call.violations).collect()
    }
}

pub(crate) fn mug(id: &str) -> Value {
    json!({
        "id": id, "title": "Mug", "description": "Stoneware mug.", "availability": "in stock",
        "condition": "new", "price": "12.90 EUR", "link": "https://shop.example/p/1",
        "image_link": "https://shop.example/i/1.jpg", "brand": "Acme",
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "records are written in place"
)]
pub(crate) fn update(data: Value) -> Value {
    json!({ "method": "UPDATE", "data": data })
}

pub(crate) fn delete(id: &str) -> Value {
    json!({ "method": "DELETE", "data": { "id": id } })
}
