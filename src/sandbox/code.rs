//! What belongs to an error code: status, type, transience and words (graph-api.md 8.2 and 8.3).

use super::answer::{Refusal, Reply};
use super::limits::Class;
use super::trouble::ErrorForm;

/// The envelope of a scripted error, with the trace id of this call.
pub(super) fn reply(form: &ErrorForm, trace: &str) -> Reply {
    let ErrorForm {
        code,
        subcode,
        message,
        is_transient,
        status,
        minutes: _,
        retry_after,
        headers,
        processed: _,
    } = form;
    let refusal = Refusal {
        status: status.unwrap_or_else(|| usual_status(*code)),
        code: *code,
        subcode: *subcode,
        kind: if (*code, *subcode) == (100, Some(33)) {
            "GraphMethodException"
        } else {
            "OAuthException"
        },
        message: message.clone().unwrap_or_else(|| words(*code, *subcode)),
        transient: is_transient.unwrap_or_else(|| passes(*code)),
    };
    let mut reply = refusal.reply(trace);
    if let Some(seconds) = retry_after {
        reply.set("retry-after", seconds.to_string());
    }
    for (name, value) in headers {
        reply.set(name, value.clone());
    }
    reply
}

/// The status that is seen with a code.
fn usual_status(code: i64) -> u16 {
    match code {
        1 | 2 => 500,
        10 | 200..=299 | 368 => 403,
        803 => 404,
        _ => 400,
    }
}

/// Whether the trouble passes by itself.
fn passes(code: i64) -> bool {
    matches!(
        code,
        1 | 2 | 4 | 17 | 32 | 341 | 368 | 613 | 80_000
            ..=80_006 | 80_008 | 80_009 | 80_014 | 1_404_078 | 2_859_015 | 3_910_001
    )
}

fn words(code: i64, subcode: Option<i64>) -> String {
    let text = match (code, subcode) {
        (1, _) => return "An unknown error occurred".to_owned(),
        (100, Some(33)) => {
            return "Unsupported request. The object does not exist, cannot be loaded due to missing \
                    permissions, or does not support this operation."
                .to_owned();
        }
        (190, _) => return "Error validating access token: the session is not valid.".to_owned(),
        (80_009, _) => return Class::Management.refusal().message,
        (80_014, _) => return Class::Batch.refusal().message,
        (2, _) => "Service temporarily unavailable",
        (3, Some(1_798_083)) => "Endpoint not supported for this vertical",
        (3, _) => "Application does not have the capability to make this API call.",
        (4, _) => "Application request limit reached",
        (10, _) => "Application does not have permission for this action",
        (17, _) => "User request limit reached",
        (32, _) => "Page request limit reached",
        (100, _) => "Invalid parameter",
        (102 | 452, _) => "Session key invalid or no longer valid",
        (104, _) => "Incorrect signature",
        (200..=299, _) => "Permissions error",
        (341, _) => "Application limit reached",
        (368, _) => "The action attempted has been deemed abusive or is otherwise disallowed",
        (415, _) => "Two factor authentication required",
        (613, _) => "Calls to this api have exceeded the rate limit.",
        (801, _) => "Invalid operation",
        (803, _) => "Some of the aliases you requested do not exist",
        (804, _) => "Object already exists",
        (2500, _) => "Error parsing graph query",
        (3970, _) => "You must be an admin of the catalog",
        (10_800, _) => "Duplicate retailer_id when attempting to create a store collection",
        (10_801, _) => "Either file or url must be specified",
        (10_803, _) => "A product set with the same filter exists",
        (80_000..=80_008, _) => {
            "There have been too many calls to this account. Wait a bit and try again."
        }
        (1_404_078 | 2_859_015, _) => "You are temporarily blocked from performing this action.",
        (3_910_001, _) => "There is a problem with your account, please try again later.",
        _ => "An error that the sandbox has no words for",
    };
    format!("(#{code}) {text}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn a_code_alone_is_a_whole_error() {
        #[rustfmt::skip]
        let cases = [
            (1,         None,            500, true,  "An unknown error"),
            (2,         None,            500, true,  "(#2) Service temporarily unavailable"),
            (3,         Some(1_798_083), 400, false, "(#3) Endpoint not supported for this vertical"),
            (10,        None,            403, false, "(#10)"),
            (17,        None,            400, true,  "(#17)"),
            (100,       None,            400, false, "(#100) Invalid parameter"),
            (100,       Some(33),        400, false, "Unsupported request."),
            (190,       Some(463),       400, false, "Error validating access token"),
            (294,       None,            403, false, "(#294)"),
            (368,       None,            403, true,  "(#368)"),
            (613,       None,            400, true,  "(#613)"),
            (80_009,    None,            400, true,  "(#80009) There have been too many calls"),
            (80_014,    None,            400, true,  "(#80014) There have been too many calls for the batch"),
            (3_910_001, None,            400, true,  "(#3910001)"),
            (77,        None,            400, false, "(#77)"),
        ];
        for (code, subcode, status, transient, start) in cases {
            let form = ErrorForm {
                code,
                subcode,
                ..ErrorForm::default()
            };
            let reply = reply(&form, "T");
            let body: Value = serde_json::from_str(&reply.body).unwrap();
            let error = &body["error"];
            assert_eq!(reply.status, status, "{code}");
            assert_eq!(error["code"], code);
            assert_eq!(error["error_subcode"].as_i64(), subcode, "{code}");
            assert_eq!(error["is_transient"], transient, "{code}");
            let message = error["message"].as_str().unwrap();
            assert!(message.starts_with(start), "{code}: {message}");
        }
    }
}
