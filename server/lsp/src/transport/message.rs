//! Tells requests, notifications and answers apart in the bytes of a message.
//! Never fails: what is malformed comes out as the error to answer with.

use serde_json::{Map, Value};
use tower_lsp::jsonrpc::{Error, Id, Request};

/// One message of the client.
#[derive(Debug, PartialEq)]
pub enum Incoming {
    /// A request (with an id) or a notification (without).
    Call(Request),
    /// The answer to a request of ours; `None` when the client refused it.
    Answer { id: i64, result: Option<Value> },
    /// Not a message; the error belongs to `id`, or to nobody when that is `Null`.
    Malformed { id: Id, error: Error },
}

/// Decodes a body.
/// The elements of a batch come out in their order, each as if it had come alone.
pub fn decode(body: &[u8]) -> Vec<Incoming> {
    // The parser bounds its own depth, so nested input cannot exhaust the stack.
    let value = serde_json::from_slice(body)
        .or_else(|_| serde_json::from_slice(&without_lone_surrogates(body)));
    match value {
        Ok(Value::Array(batch)) if !batch.is_empty() => batch.into_iter().map(classify).collect(),
        Ok(value) => vec![classify(value)],
        Err(_) => vec![Incoming::Malformed {
            id: Id::Null,
            error: Error::parse_error(),
        }],
    }
}

fn classify(value: Value) -> Incoming {
    let Value::Object(mut fields) = value else {
        return invalid(Id::Null);
    };
    let id = match fields.remove("id").map(id_of) {
        None => None,
        Some(Some(id)) => Some(id),
        Some(None) => return invalid(Id::Null),
    };
    match fields.remove("method") {
        Some(Value::String(method)) => Incoming::Call(call(method, id, fields.remove("params"))),
        Some(_) => invalid(id.unwrap_or_default()),
        None => answer(id, fields),
    }
}

fn call(method: String, id: Option<Id>, params: Option<Value>) -> Request {
    let mut request = Request::build(method);
    if let Some(params) = params {
        request = request.params(params);
    }
    if let Some(id) = id {
        request = request.id(id);
    }
    request.finish()
}

fn answer(id: Option<Id>, mut fields: Map<String, Value>) -> Incoming {
    let result = fields.remove("result");
    if result.is_none() && !fields.contains_key("error") {
        return invalid(id.unwrap_or_default());
    }
    match id {
        Some(Id::Number(id)) => Incoming::Answer {
            id,
            result: result.filter(|_| !fields.contains_key("error")),
        },
        // Our own ids are numbers: this answers nothing that was asked.
        _ => Incoming::Answer {
            id: i64::MIN,
            result: None,
        },
    }
}

fn invalid(id: Id) -> Incoming {
    Incoming::Malformed {
        id,
        error: Error::invalid_request(),
    }
}

fn id_of(value: Value) -> Option<Id> {
    match value {
        Value::Number(number) => number.as_i64().map(Id::Number),
        Value::String(text) => Some(Id::String(text)),
        Value::Null => Some(Id::Null),
        _ => None,
    }
}

/// Replaces `\ud800` to `\udfff` where they are not a pair by `\ufffd`.
/// JavaScript clients escape half characters in a text like that; the replacement is one UTF-16 unit too.
fn without_lone_surrogates(body: &[u8]) -> Vec<u8> {
    let mut mended = body.to_vec();
    let mut at = 0;
    while let Some(rest) = body.get(at..).filter(|rest| !rest.is_empty()) {
        at += match (rest.first(), escaped_unit(rest)) {
            (_, Some(0xD800..=0xDBFF)) if is_low(rest.get(6..)) => 12,
            (_, Some(0xD800..=0xDFFF)) => {
                if let Some(escape) = mended.get_mut(at..at + 6) {
                    escape.copy_from_slice(br"\ufffd");
                }
                6
            }
            (Some(b'\\'), _) => 2,
            _ => 1,
        };
    }
    mended
}

fn is_low(rest: Option<&[u8]>) -> bool {
    matches!(rest.and_then(escaped_unit), Some(0xDC00..=0xDFFF))
}

/// The UTF-16 unit written as `\uXXXX` at the start of `bytes`.
fn escaped_unit(bytes: &[u8]) -> Option<u16> {
    let digits = bytes.strip_prefix(br"\u")?.get(..4)?;
    let digits = std::str::from_utf8(digits).ok()?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use tower_lsp::jsonrpc::ErrorCode;

    fn only(body: &str) -> Incoming {
        let mut all = decode(body.as_bytes());
        assert_eq!(all.len(), 1, "{body}");
        all.remove(0)
    }

    fn fault(body: &str) -> (Id, ErrorCode) {
        match only(body) {
            Incoming::Malformed { id, error } => (id, error.code),
            other => panic!("{body} gave {other:?}"),
        }
    }

    #[test]
    fn calls_keep_their_ids() {
        for id in [
            json!(1),
            json!(-7),
            json!("abc"),
            json!(""),
            json!(i64::MAX),
        ] {
            let body =
                json!({"jsonrpc": "2.0", "id": id, "method": "m", "params": [1]}).to_string();
            let Incoming::Call(request) = only(&body) else {
                panic!("{body}");
            };
            assert_eq!(serde_json::to_value(request.id()).unwrap(), id);
            assert_eq!(request.params(), Some(&json!([1])));
        }
        let Incoming::Call(note) = only(r#"{"method":"m"}"#) else {
            panic!();
        };
        assert_eq!((note.id(), note.params()), (None, None));
    }

    #[test]
    fn answers_are_found_and_refusals_have_no_result() {
        let answer = |id, result| Incoming::Answer { id, result };
        assert_eq!(
            only(r#"{"id":4,"result":null}"#),
            answer(4, Some(Value::Null))
        );
        assert_eq!(only(r#"{"id":4,"error":{"code":1}}"#), answer(4, None));
        assert_eq!(only(r#"{"id":"x","result":1}"#), answer(i64::MIN, None));
    }

    #[test]
    fn malformed_messages_name_their_error() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        for body in [
            "",
            "{this",
            "\u{0}",
            &deep,
            &format!(r#"{{"method":"m","params":{deep}}}"#),
        ] {
            assert_eq!(fault(body), (Id::Null, ErrorCode::ParseError));
        }
        for body in [
            "42",
            "{}",
            "[]",
            "null",
            r#"{"id":1.5,"method":"m"}"#,
            r#"{"id":[],"method":"m"}"#,
        ] {
            assert_eq!(fault(body), (Id::Null, ErrorCode::InvalidRequest), "{body}");
        }
        assert_eq!(
            fault(r#"{"id":77,"method":5}"#),
            (Id::Number(77), ErrorCode::InvalidRequest)
        );
        assert!(matches!(
            decode(b"{\"method\":\"\xff\"}")[..],
            [Incoming::Malformed { .. }]
        ));
    }

    #[test]
    fn a_batch_is_its_elements() {
        let all = decode(br#"[{"method":"a"},{"method":"b","id":1},7]"#);
        assert!(matches!(
            &all[..],
            [Incoming::Call(a), Incoming::Call(b), Incoming::Malformed { .. }]
                if a.method() == "a" && b.method() == "b"
        ));
    }

    #[test]
    fn half_characters_are_replaced() {
        for (text, expected) in [
            (r"\ud800", "\u{fffd}"),
            (r"a\udc00b", "a\u{fffd}b"),
            (r"\ud83d\ude00\ud83d", "😀\u{fffd}"),
            (r"\ud83d\ud83d\ude00", "\u{fffd}😀"),
            (r"\\ud800\ud800", "\\ud800\u{fffd}"),
        ] {
            let Incoming::Call(request) = only(&format!(r#"{{"method":"m","params":"{text}"}}"#))
            else {
                panic!("{text}");
            };
            assert_eq!(request.params(), Some(&json!(expected)), "{text}");
        }
    }
}
