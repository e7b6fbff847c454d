//! HTTP statuses as code writes them; it never tells what a status is answered for.

/// The status in a number as written: `404`.
#[must_use]
pub fn status_of_text(text: &str) -> Option<u16> {
    let status: u16 = text.parse().ok()?;
    (100..600).contains(&status).then_some(status)
}

/// The status that a constant names, by its last name: `status.HTTP_404_NOT_FOUND`,
/// `HTTPStatus.NOT_FOUND`, `http.StatusNotFound`, `StatusCode.NOT_FOUND.value`.
#[must_use]
pub fn status_of_constant(path: &str) -> Option<u16> {
    path.rsplit('.').take(2).find_map(|last| {
        let digits: String = last.chars().filter(char::is_ascii_digit).collect();
        if digits.len() == 3 && last.to_ascii_uppercase().starts_with("HTTP") {
            return status_of_text(&digits);
        }
        let letters: String = last
            .chars()
            .filter(char::is_ascii_alphabetic)
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        let phrase = ["status", "error", "err"]
            .iter()
            .find_map(|start| letters.strip_prefix(start))
            .unwrap_or(&letters);
        let named = |phrase: &str| {
            let mut phrases = PHRASES.iter();
            let found = phrases.find(|(own, _)| *own == phrase);
            found.map(|(_, status)| *status)
        };
        named(phrase).or_else(|| named(phrase.strip_suffix("error")?))
    })
}

/// The registered reason phrases: <https://www.iana.org/assignments/http-status-codes>.
const PHRASES: &[(&str, u16)] = &[
    ("switchingprotocols", 101),
    ("created", 201),
    ("accepted", 202),
    ("nonauthoritativeinformation", 203),
    ("nocontent", 204),
    ("resetcontent", 205),
    ("partialcontent", 206),
    ("multistatus", 207),
    ("multiplechoices", 300),
    ("movedpermanently", 301),
    ("found", 302),
    ("seeother", 303),
    ("notmodified", 304),
    ("temporaryredirect", 307),
    ("permanentredirect", 308),
    ("badrequest", 400),
    ("unauthorized", 401),
    ("unauthenticated", 401),
    ("paymentrequired", 402),
    ("forbidden", 403),
    ("notfound", 404),
    ("methodnotallowed", 405),
    ("notacceptable", 406),
    ("requesttimeout", 408),
    ("conflict", 409),
    ("gone", 410),
    ("preconditionfailed", 412),
    ("contenttoolarge", 413),
    ("requestentitytoolarge", 413),
    ("uritoolong", 414),
    ("unsupportedmediatype", 415),
    ("imateapot", 418),
    ("misdirectedrequest", 421),
    ("unprocessableentity", 422),
    ("unprocessablecontent", 422),
    ("locked", 423),
    ("faileddependency", 424),
    ("tooearly", 425),
    ("upgraderequired", 426),
    ("preconditionrequired", 428),
    ("toomanyrequests", 429),
    ("internalservererror", 500),
    ("notimplemented", 501),
    ("badgateway", 502),
    ("serviceunavailable", 503),
    ("gatewaytimeout", 504),
    ("insufficientstorage", 507),
    ("ok", 200),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_name_statuses() {
        for (path, expected) in [
            ("status.HTTP_404_NOT_FOUND", Some(404)),
            ("HTTPStatus.NOT_FOUND", Some(404)),
            ("http.HTTPStatus.CONFLICT.value", Some(409)),
            ("http.StatusTooManyRequests", Some(429)),
            ("echo.ErrForbidden", Some(403)),
            ("StatusCode.INTERNAL_SERVER_ERROR", Some(500)),
            ("NotFoundError", Some(404)),
            ("settings.timeout", None),
            ("codes", None),
        ] {
            assert_eq!(status_of_constant(path), expected, "{path}");
        }
        assert_eq!(status_of_text("404"), Some(404));
        assert_eq!(status_of_text("4040"), None);
    }
}
