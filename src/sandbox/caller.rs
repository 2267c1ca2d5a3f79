//! The caller and its token: `/me`, `/me/permissions`, `/debug_token` (graph-api.md 2.5).

use serde_json::{Map, Value, json};

use super::answer::{Ask, Refusal};
use super::fields;
use super::form;
use super::token::{Known, Standing};
use super::world::World;

/// The app that all tokens belong to.
const APP: &str = "700100";
/// The user behind all tokens.
const USER: &str = "800100";

/// `GET /me`.
pub(super) fn me(caller: &Known, ask: &Ask) -> Result<Value, Refusal> {
    somebody(caller)?;
    let names = fields::names(ask, &["id", "name"], &["id", "name"], "User")?;
    let mut shown = Map::new();
    shown.insert("id".to_owned(), json!(USER));
    if names.iter().any(|name| name == "name") {
        shown.insert("name".to_owned(), json!("Sandbox system user"));
    }
    Ok(Value::Object(shown))
}

/// The scopes of a token.
fn scopes(standing: Standing) -> &'static [&'static str] {
    match standing {
        Standing::Good | Standing::Unassigned => &["catalog_management", "business_management"],
        Standing::NoScope => &["business_management"],
        Standing::Expired | Standing::Revoked => &[],
    }
}

/// `GET /me/permissions`: what was asked for, and what became of each.
pub(super) fn permissions(caller: &Known) -> Result<Value, Refusal> {
    somebody(caller)?;
    let granted = scopes(caller.standing);
    let data: Vec<Value> = scopes(Standing::Good)
        .iter()
        .map(|scope| {
            let status = if granted.contains(scope) {
                "granted"
            } else {
                "declined"
            };
            json!({ "permission": scope, "status": status })
        })
        .collect();
    Ok(json!({ "data": data }))
}

/// An app is nobody.
fn somebody(caller: &Known) -> Result<(), Refusal> {
    if caller.kind == "APP" {
        return Err(Refusal::query(
            "An active access token must be used to query information about the current user.",
        ));
    }
    Ok(())
}

/// `GET /debug_token`. The token that is asked about is a parameter by its nature.
pub(super) fn debug_token(world: &World, ask: &Ask) -> Result<Value, Refusal> {
    let token = ask
        .value("input_token")
        .and_then(form::text)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| Refusal::parameter("The parameter input_token is required."))?;
    let known = world.gate.known(&token, world.clock.now());
    let mut data = json!({
        "app_id": APP,
        "type": known.kind,
        "application": "Sandbox",
        "expires_at": known.expires_at.unwrap_or(0),
        "data_access_expires_at": known.data_access_expires_at.unwrap_or(0),
        "is_valid": true,
        "scopes": scopes(known.standing),
    });
    if known.kind != "APP" {
        data["user_id"] = json!(USER);
    }
    let trouble = match known.standing {
        Standing::Good | Standing::NoScope | Standing::Unassigned => None,
        Standing::Expired => Some((463, "Error validating access token: Session has expired.")),
        Standing::Revoked => Some((467, "The access token is not valid any more.")),
    };
    if let Some((subcode, message)) = trouble {
        data["is_valid"] = json!(false);
        data["error"] = json!({ "code": 190, "subcode": subcode, "message": message });
    }
    let all = known.standing == Standing::Good;
    let targets = match known.targets {
        None if all => Some(
            world
                .store
                .catalogs()?
                .into_iter()
                .map(|catalog| catalog.id)
                .collect(),
        ),
        targets => targets,
    };
    if let Some(targets) = targets {
        data["granular_scopes"] = json!([{ "scope": "catalog_management", "target_ids": targets }]);
    }
    Ok(json!({ "data": data }))
}
