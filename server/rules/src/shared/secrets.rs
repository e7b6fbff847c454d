//! Names that hold secrets, and texts that are some. It looks at words, never at where a value comes from.

use crate::text;

/// Whether a name holds a password that a person types: not its hash, not a field name or an address.
#[must_use]
pub fn is_password(name: &str) -> bool {
    let words = text::words(name);
    let last = words.last().map(String::as_str);
    matches!(last, Some("password" | "passwd" | "pwd" | "passphrase"))
        && !words.iter().any(|word| {
            matches!(
                word.as_str(),
                "hash" | "hashed" | "encrypted" | "is" | "has"
            )
        })
}

/// Whether a field holds what no client may read: a password, its hash, a secret of a second factor, a card.
#[must_use]
pub fn is_sensitive_field(name: &str) -> bool {
    let words = text::words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let has = |word: &str| words.contains(&word);
    let first = words.first().copied().unwrap_or_default();
    if matches!(
        first,
        "is" | "has"
            | "needs"
            | "requires"
            | "must"
            | "force"
            | "can"
            | "allow"
            | "enable"
            | "no"
            | "min"
            | "max"
    ) {
        return false;
    }
    let last = words.last().copied().unwrap_or_default();
    let is_password = matches!(last, "password" | "passwd" | "pwd" | "passphrase");
    let is_hash = matches!(last, "hash" | "hashed" | "digest" | "encrypted")
        && ["password", "passwd", "pwd", "pass", "pin", "key"]
            .iter()
            .any(|word| has(word))
        && (!has("key") || has("api"));
    let is_factor = last == "secret"
        && ["totp", "otp", "mfa", "2fa", "factor"]
            .iter()
            .any(|word| has(word));
    let is_token = last == "token"
        && ["reset", "refresh", "recovery"]
            .iter()
            .any(|word| has(word));
    let is_card = has("card") && matches!(last, "number" | "cvv" | "cvc")
        || matches!(last, "ssn" | "cvv" | "cvc");
    is_password
        || is_hash
        || is_factor
        || is_token
        || is_card
        || words == ["salt"]
        || words == ["password", "salt"]
}

/// Words that are a secret where a name ends by them.
const SECRET_ENDS: &[&[&str]] = &[
    &["password"],
    &["passwd"],
    &["pwd"],
    &["passphrase"],
    &["secret"],
    &["secrets"],
    &["token"],
    &["credential"],
    &["credentials"],
    &["salt"],
    &["api", "key"],
    &["apikey"],
    &["private", "key"],
    &["access", "key"],
    &["secret", "key"],
    &["signing", "key"],
    &["encryption", "key"],
    &["jwt", "key"],
];
/// Words behind the secret one that change nothing.
const NEUTRAL_ENDS: &[&str] = &[
    "default",
    "value",
    "dev",
    "development",
    "prod",
    "production",
    "local",
    "str",
    "string",
    "raw",
    "plain",
];
/// Words that make a token one of another kind.
const OTHER_TOKENS: &[&str] = &[
    "next",
    "page",
    "pagination",
    "continuation",
    "csrf",
    "xsrf",
    "sync",
    "stop",
    "end",
    "start",
    "special",
    "pad",
    "cancel",
    "cancellation",
];

/// How sure a name is of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretName {
    No,
    /// `token`, `credentials`: often other things, so the value has to look like a secret, too.
    Perhaps,
    Yes,
}

/// Whether a name or key holds a secret.
#[must_use]
pub fn secret_name(name: &str) -> SecretName {
    let mut words = text::words(name);
    while words.len() > 1
        && words.last().is_some_and(|last| {
            NEUTRAL_ENDS.contains(&last.as_str()) || last.bytes().all(|byte| byte.is_ascii_digit())
        })
    {
        words.pop();
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let ends = SECRET_ENDS.iter().find(|end| words.ends_with(end));
    let Some(end) = ends else {
        // `secret_signing_key`: a key that is called secret.
        let is_key = words.last() == Some(&"key") && words.contains(&"secret");
        return if is_key {
            SecretName::Yes
        } else {
            SecretName::No
        };
    };
    if words.iter().any(|word| OTHER_TOKENS.contains(word)) {
        return SecretName::No;
    }
    if words
        .first()
        .is_some_and(|first| matches!(*first, "is" | "has" | "forgot" | "no"))
    {
        return SecretName::No;
    }
    match *end {
        ["token" | "credential" | "credentials" | "salt" | "secrets"] => SecretName::Perhaps,
        _ => SecretName::Yes,
    }
}

/// Whether a text under a secret name can be a secret: no blank, placeholder, path, address or template.
#[must_use]
pub fn may_be_secret(name: &str, value: &str, certainty: SecretName) -> bool {
    let is_long = match certainty {
        SecretName::No => return false,
        SecretName::Yes => value.chars().count() >= 4,
        SecretName::Perhaps => value.chars().count() >= 8,
    };
    if !is_long || value.contains(char::is_whitespace) || is_placeholder(value) {
        return false;
    }
    let same = |text: &str| text.to_ascii_lowercase().replace(['_', '-', ' ', '.'], "");
    if same(name).ends_with(&same(value)) || same(value) == same(name) {
        return false;
    }
    let is_address =
        value.contains("://") || value.starts_with(['/', '.', '~', '^', '#', '(', '\\']);
    let is_template = value.contains(['{', '}', '<', '>', '$', '|'])
        || value.contains("%(")
        || value.contains("%s");
    let is_date = value
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-' || byte == b':')
        && value.contains('-');
    let is_header = value.starts_with("X-") || matches!(value, "Authorization" | "Bearer");
    let has_path = value.contains('/') && !value.contains(['+', '=']) && value.contains('.');
    // `error.user.password_too_short` is a key of messages, `DB_PASSWORD` the name of a variable.
    let is_key = is_identifier(value) && value.contains('.');
    let is_variable = value.contains('_') && is_identifier(value) && value == value.to_uppercase();
    if is_key || is_variable {
        return false;
    }
    if is_address || is_template || is_date || is_header || has_path || !value.is_ascii() {
        return false;
    }
    certainty == SecretName::Yes || !is_identifier(value)
}

/// Words of letters alone: the name of something rather than a secret.
fn is_identifier(value: &str) -> bool {
    value
        .chars()
        .all(|char| char.is_ascii_alphabetic() || matches!(char, '_' | '-' | '.' | ':'))
}

/// Whether a text stands for something to be filled in, or for the type of a value.
#[must_use]
pub fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let is_word = matches!(
        lower.as_str(),
        "none"
            | "null"
            | "true"
            | "false"
            | "string"
            | "text"
            | "hidden"
            | "required"
            | "optional"
            | "undefined"
            | "unset"
            | "redacted"
            | "todo"
            | "str"
            | "bearer"
            | "basic"
    );
    let first = lower.chars().next();
    let is_one_letter = first.is_some_and(|first| lower.chars().all(|char| char == first));
    is_word
        || is_one_letter
        || lower.starts_with("your-")
        || lower.starts_with("your_")
        || lower.starts_with("xxx")
        || lower.contains("***")
        || lower.starts_with("<")
        || lower.contains("placeholder")
        || lower.contains("...")
}

/// What a text is whose shape alone shows that it is a secret.
#[must_use]
pub fn known_shape(value: &str) -> Option<&'static str> {
    if value.contains("EXAMPLE") || value.contains("xxxx") || value.contains("XXXX") {
        return None;
    }
    let is_upper = |char: char| char.is_ascii_uppercase() || char.is_ascii_digit();
    if follows(value, "AKIA", 16, is_upper) {
        return Some("an AWS access key");
    }
    if follows(value, "ghp_", 30, |char| char.is_ascii_alphanumeric()) {
        return Some("a GitHub token");
    }
    if follows(value, "sk_live_", 16, |char| char.is_ascii_alphanumeric()) {
        return Some("a Stripe key");
    }
    let is_slack = |char: char| char.is_ascii_alphanumeric() || char == '-';
    if follows(value, "xoxb-", 16, is_slack) || follows(value, "xoxp-", 16, is_slack) {
        return Some("a Slack token");
    }
    if value.contains("-----BEGIN") && value.contains("PRIVATE KEY-----") && value.len() > 120 {
        return Some("a private key");
    }
    has_password_in_url(value).then_some("a password in an address")
}

/// Whether `prefix` stands in the text with at least `count` characters of the kind behind it.
fn follows(value: &str, prefix: &str, count: usize, is_part: impl Fn(char) -> bool) -> bool {
    value.match_indices(prefix).any(|(at, _)| {
        let rest = value.get(at + prefix.len()..).unwrap_or_default();
        rest.chars().take_while(|char| is_part(*char)).count() >= count
    })
}

fn has_password_in_url(value: &str) -> bool {
    let Some((scheme, rest)) = value.split_once("://") else {
        return false;
    };
    let is_scheme = !scheme.is_empty()
        && scheme.len() < 30
        && scheme
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || matches!(char, '+' | '-' | '.'));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let Some((userinfo, host)) = authority.rsplit_once('@') else {
        return false;
    };
    let Some((user, password)) = userinfo.split_once(':') else {
        return false;
    };
    let lower = password.to_ascii_lowercase();
    let is_filler = matches!(
        lower.as_str(),
        "password"
            | "pass"
            | "passwd"
            | "pwd"
            | "secret"
            | "user"
            | "changeme"
            | "change_me"
            | "example"
            | "pw"
            | "bar"
            | "baz"
            | "foo"
    );
    let is_shape =
        password.contains(['{', '}', '<', '>', '$', '%', '[', ' ']) || is_placeholder(password);
    is_scheme
        && !host.is_empty()
        && password.len() >= 3
        && !is_filler
        && !is_shape
        && !user.contains(char::is_whitespace)
        && lower != user.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets() {
        for name in [
            "password",
            "DB_PASSWORD",
            "jwt_secret",
            "JWT_SECRET_KEY",
            "secretKey",
            "API_KEY",
            "aws_secret_access_key",
            "POSTGRES_PWD",
            "secret_signing_key",
            "password_default",
            "clientSecret",
        ] {
            assert_eq!(secret_name(name), SecretName::Yes, "{name}");
        }
        for name in [
            "token_type",
            "password_field",
            "tokenizer",
            "RESET_PASSWORD_TOKEN_AUDIENCE",
            "TOKEN_PREFIX",
            "token_url",
            "next_page_token",
            "csrf_token",
            "password_hash",
            "primary_key",
            "FORGOT_PASSWORD",
            "token_endpoint_auth_method",
            "token_type_hint",
            "secret_name",
            "password_enabled",
            "api_key_header",
            "key",
        ] {
            assert_eq!(secret_name(name), SecretName::No, "{name}");
        }
    }

    #[test]
    fn values_of_secrets() {
        for (name, value) in [
            ("password", "hunter2"),
            ("SECRET_KEY", "super-secret-key"),
            ("JWT_SECRET_KEY", "fastapi"),
            ("access_token", "eyJhbGciOi.x9"),
            (
                "secret_signing_key",
                "JF52S66x6WMoifP5gZreiguYs9LYMn0lkXqgPYoNMD0=",
            ),
            ("SECRET_KEY", "changeme"),
        ] {
            assert!(
                may_be_secret(name, value, secret_name(name)),
                "{name} {value}"
            );
        }
        for (name, value) in [
            ("password", ""),
            ("password", "abc"),
            ("password", "Password"),
            ("db_password", "password"),
            ("SECRET", "super secret jwt secret"),
            ("password", "<password>"),
            ("password", "${DB_PASSWORD}"),
            ("secret", "your-secret-here"),
            ("secret", "***"),
            ("private_key", "/etc/keys/private.pem"),
            ("token", "access_token"),
            ("token", "bearer"),
            ("secret", "xxxxxxxx"),
            ("api_key", "X-API-Key"),
            ("userPassword", "error.user.bad_password"),
            ("EnvClientSecret", "SHOP_OIDC_CLIENTSECRET"),
        ] {
            assert!(
                !may_be_secret(name, value, secret_name(name)),
                "{name} {value}"
            );
        }
    }

    #[test]
    fn shapes_that_are_secrets() {
        for value in [
            "AKIAABCDEFGHIJKLMNOP",
            "postgres://shop:hunter2@db.example.com/shop",
            "sk_live_abcdefghijklmnop",
        ] {
            assert!(known_shape(value).is_some(), "{value}");
        }
        for value in [
            "AKIAIOSFODNN7EXAMPLE",
            "postgres://user:password@localhost/db",
            "postgres://postgres:postgres@localhost/db",
            "postgres://foo:bar@1.2.3.4/db",
            "postgres://{user}:{password}@db/x",
            "https://example.com/a:b@c",
            "https://example.com",
            "see https://user:name of the thing",
        ] {
            assert_eq!(known_shape(value), None, "{value}");
        }
    }
}
