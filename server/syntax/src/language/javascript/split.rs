//! Where statements and members end, with and without semicolons; it never parses.
//!
//! Two statements taken as one do no harm, one cut in two does: in doubt an item goes on. See
//! <https://tc39.es/ecma262/#sec-automatic-semicolon-insertion>.

use super::lexer;
use crate::language::braces::{Grammar, Head, Placed, Token, TokenKind};

/// The splitter's view of the language. With `MARKUP`, elements may stand where values do; without, `<T>x`
/// asserts a type.
pub(crate) struct Items<const MARKUP: bool>;

impl<const MARKUP: bool> Grammar for Items<MARKUP> {
    fn token(src: &[u8], at: usize, before: Option<Token>) -> Token {
        lexer::token(src, at, before, MARKUP)
    }

    fn opens_members(head: &Head<'_>) -> bool {
        let rest = declared(head);
        let has_name = |token: Option<&Token>| {
            token.is_some_and(|token| matches!(token.kind, TokenKind::Word | TokenKind::Literal))
        };
        let (first, second) = (rest.first(), rest.get(1));
        let opens = match first.map(|first| head.text(*first)) {
            Some(b"class") => second.is_none() || has_name(second),
            Some(b"namespace" | b"module") => has_name(second),
            Some(b"global") => second.is_none() && head.tokens.len() > 1,
            _ => false,
        };
        opens
            && head.recent.first().copied().flatten().is_some_and(|last| {
                // A brace after a mark is part of a type: `class A<T extends { b: C }> extends D<{ e: F }> {`.
                let ends_type = last.kind != TokenKind::Mark || head.text(last) == b">";
                ends_type && head.text(last) != b"extends"
            })
    }

    fn ends(head: &Head<'_>, last: Token, next: Placed) -> bool {
        if next.token.kind == TokenKind::Semicolon {
            return last.kind == TokenKind::Semicolon && next.starts_line;
        }
        if continues_clause(head, next.token) {
            return false;
        }
        if last.kind == TokenKind::Semicolon {
            return true;
        }
        if next.token.kind == TokenKind::Close(b'}') {
            return true;
        }
        let shape = shape(head);
        if shape == Shape::Decorators {
            return false;
        }
        let is_block = last.kind == TokenKind::Close(b'}');
        match shape {
            Shape::Braced if is_block => ends_after_block(head, next, next.starts_line),
            Shape::Control if is_block => ends_after_block(head, next, false),
            Shape::Method if is_block => ends_after_method(head, next),
            _ => next.starts_line && may_end(head, last, next, shape) && may_start(head, next),
        }
    }

    fn starts_item(src: &[u8], at: usize) -> bool {
        let rest = src.get(at..).unwrap_or_default();
        let after = rest
            .strip_prefix(b"import ")
            .or_else(|| rest.strip_prefix(b"export "));
        // No call, key or assignment.
        after.and_then(|after| after.first()).is_some_and(|next| {
            next.is_ascii_alphabetic() || matches!(next, b'{' | b'*' | b'"' | b'\'' | b'_' | b'$')
        })
    }
}

/// What an item is, as far as it matters for its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// Nothing but decorators so far.
    Decorators,
    /// A function, interface or enum: ends with its brace.
    Braced,
    /// `if`, `for` and their like, or a block.
    Control,
    /// A member without a value of its own.
    Method,
    /// An import or a list of exports.
    Names,
    /// The declaration of a type by another.
    Alias,
    Other,
}

fn shape(head: &Head<'_>) -> Shape {
    let after = after_decorators(head);
    let rest = declared(head);
    let Some(first) = rest.first() else {
        return match after.first().map(|first| head.text(*first)) {
            None => Shape::Decorators,
            Some(_) => Shape::Other,
        };
    };
    let has_name = |at: usize| {
        let token = rest.get(at).map(|token| token.kind);
        matches!(token, Some(TokenKind::Word))
    };
    let is_exported = after
        .first()
        .is_some_and(|first| head.text(*first) == b"export");
    match head.text(*first) {
        b"{" | b"*" if is_exported => Shape::Names,
        b"function" | b"interface" | b"enum" | b"class" if has_name(1) => Shape::Braced,
        b"function" if !head.is_member => Shape::Braced,
        b"if" | b"for" | b"while" | b"do" | b"try" | b"switch" | b"with" | b"{"
            if !head.is_member =>
        {
            Shape::Control
        }
        // Of an import only the statement, not the call or `import.meta`.
        b"import" if has_name(1) || rest.get(1).is_some_and(|token| head.text(*token) == b"{") => {
            Shape::Names
        }
        b"import" if rest.get(1).is_some_and(|token| head.text(*token) == b"*") => Shape::Names,
        b"type" if has_name(1) => Shape::Alias,
        _ if head.is_member && !is_exported && !has_initialiser(head) => Shape::Method,
        _ => Shape::Other,
    }
}

/// The tokens from the first one on that is no decorator.
fn after_decorators<'h>(head: &'h Head<'_>) -> &'h [Token] {
    let mut rest = head.tokens.as_slice();
    while let [at, after @ ..] = rest
        && head.text(*at) == b"@"
    {
        rest = after;
        // A path with arguments, or an expression in brackets.
        let mut is_path = true;
        while let Some((token, after)) = rest.split_first() {
            match token.kind {
                TokenKind::Word if is_path => is_path = false,
                TokenKind::Mark if head.text(*token) == b"." => is_path = true,
                TokenKind::Mark if head.text(*token) == b"<" => {
                    rest = after_angles(head, rest);
                    continue;
                }
                TokenKind::Open(b'(') => {
                    rest = after.get(1..).unwrap_or_default();
                    break;
                }
                _ => break,
            }
            rest = after;
        }
    }
    rest
}

/// The tokens after the `>` that closes the first one.
fn after_angles<'h>(head: &Head<'_>, tokens: &'h [Token]) -> &'h [Token] {
    let mut depth = 0_usize;
    let mut rest = tokens;
    while let Some((token, after)) = rest.split_first() {
        match head.text(*token) {
            b"<" => depth += 1,
            b">" => depth = depth.saturating_sub(1),
            _ => {}
        }
        rest = after;
        if depth == 0 {
            break;
        }
    }
    rest
}

/// The tokens from the keyword on that says what is declared: decorators and words like `export` are left out.
fn declared<'h>(head: &'h Head<'_>) -> &'h [Token] {
    let mut rest = after_decorators(head);
    while let [word, after @ ..] = rest {
        let next = after.first().map(|next| head.text(*next));
        let is_prefix = match head.text(*word) {
            b"export" | b"default" => true,
            b"declare" | b"abstract" | b"async" => after
                .first()
                .is_some_and(|next| next.kind == TokenKind::Word),
            b"const" => next == Some(b"enum"),
            // `export @decorator class`.
            b"@" => {
                rest = after_one_decorator(head, rest);
                continue;
            }
            _ => false,
        };
        if !is_prefix {
            break;
        }
        rest = after;
    }
    rest
}

fn after_one_decorator<'h>(head: &Head<'_>, tokens: &'h [Token]) -> &'h [Token] {
    let path = |token: &&Token| token.kind == TokenKind::Word || head.text(**token) == b".";
    let len = tokens.iter().skip(1).take_while(path).count();
    // `@a.b class`: the keyword is no part of the path.
    let words = tokens.get(1..1 + len).unwrap_or_default();
    let is_separate = |pair: &[Token]| pair.iter().all(|token| token.kind == TokenKind::Word);
    let len = words
        .windows(2)
        .position(is_separate)
        .map_or(len, |at| at + 1);
    let rest = tokens.get(1 + len..).unwrap_or_default();
    match rest {
        [open, _, after @ ..] if open.kind == TokenKind::Open(b'(') => after,
        _ => rest,
    }
}

/// Whether a member has a value: `x = 1`, `x = () => {}`.
fn has_initialiser(head: &Head<'_>) -> bool {
    head.tokens.iter().any(|token| head.text(*token) == b"=")
}

/// Whether `next` is a clause of the statement before it: `else`, `catch`, `while` of `do`, `from`.
fn continues_clause(head: &Head<'_>, next: Token) -> bool {
    if next.kind != TokenKind::Word {
        return false;
    }
    let text = head.src.get(next.start..next.end).unwrap_or_default();
    match text {
        b"else" => true,
        b"catch" | b"finally" => !head.is_member || head.words().any(|word| word == b"try"),
        b"while" => head.words().any(|word| word == b"do"),
        b"from" | b"with" | b"assert" => shape(head) == Shape::Names,
        b"in" | b"instanceof" | b"as" | b"satisfies" | b"is" | b"of" => {
            !head.is_member || has_initialiser(head)
        }
        b"extends" | b"implements" => {
            !head.is_member || has_initialiser(head) || shape(head) == Shape::Braced
        }
        _ => false,
    }
}

/// Whether a declaration ends with the brace before `next`.
fn ends_after_block(head: &Head<'_>, next: Placed, open_ends: bool) -> bool {
    match next.token.kind {
        TokenKind::Word => true,
        TokenKind::Literal => !is_template(head, next.token),
        TokenKind::Open(b'(' | b'[') => open_ends,
        TokenKind::Mark => starts_new(head, next.token),
        _ => false,
    }
}

fn ends_after_method(head: &Head<'_>, next: Placed) -> bool {
    match next.token.kind {
        TokenKind::Open(b'[') => next.starts_line,
        TokenKind::Mark if text(head, next.token) == b"*" => next.starts_line,
        _ => ends_after_block(head, next, false),
    }
}

/// Whether the line may end a statement after `last`.
fn may_end(head: &Head<'_>, last: Token, next: Placed, shape: Shape) -> bool {
    match last.kind {
        TokenKind::Word => !needs_more(head, last, shape),
        TokenKind::Close(b')') => !closes_header(head),
        TokenKind::Mark => match text(head, last) {
            b"++" | b"--" | b"!" => true,
            // The end of a type with arguments, unless a value may be compared.
            b">" => match shape {
                Shape::Alias | Shape::Method | Shape::Braced => true,
                _ => declares(text(head, next.token)),
            },
            _ => false,
        },
        TokenKind::Literal | TokenKind::Close(_) => true,
        _ => false,
    }
}

/// Words that only ever start a statement.
fn declares(word: &[u8]) -> bool {
    matches!(
        word,
        b"const"
            | b"let"
            | b"var"
            | b"function"
            | b"class"
            | b"import"
            | b"export"
            | b"interface"
            | b"enum"
            | b"type"
            | b"declare"
            | b"abstract"
            | b"namespace"
            | b"if"
            | b"for"
            | b"return"
    )
}

/// Whether a word cannot be the last of a statement.
fn needs_more(head: &Head<'_>, word: Token, shape: Shape) -> bool {
    let before = word.start.checked_sub(1).and_then(|at| head.src.get(at));
    if before == Some(&b'.') {
        return false;
    }
    match text(head, word) {
        b"const" | b"let" | b"var" | b"typeof" | b"delete" | b"new" | b"in" | b"instanceof"
        | b"else" | b"do" | b"extends" | b"implements" | b"import" | b"export" | b"default"
        | b"as" | b"satisfies" | b"function" | b"class" | b"await" | b"throw" | b"case" | b"if"
        | b"for" | b"while" | b"switch" | b"try" | b"finally" | b"with" | b"interface"
        | b"enum" | b"keyof" | b"infer" | b"is" | b"async" => true,
        b"from" => shape == Shape::Names,
        b"public" | b"private" | b"protected" | b"static" | b"readonly" | b"abstract"
        | b"override" | b"declare" | b"accessor" | b"get" | b"set" => head.is_member,
        _ => false,
    }
}

/// Whether the bracket that was closed last holds the condition of a statement, so that its code follows.
fn closes_header(head: &Head<'_>) -> bool {
    let [Some(_), Some(_), Some(word), before] = head.recent else {
        return false;
    };
    let is_do = head
        .tokens
        .first()
        .is_some_and(|first| head.text(*first) == b"do");
    match head.text(word) {
        b"while" => !is_do,
        b"if" | b"for" | b"with" | b"switch" | b"catch" => true,
        b"await" => before.is_some_and(|before| head.text(before) == b"for"),
        _ => false,
    }
}

/// Whether a statement or member may start with `next` on a new line.
fn may_start(head: &Head<'_>, next: Placed) -> bool {
    match next.token.kind {
        TokenKind::Word => true,
        TokenKind::Literal => !is_template(head, next.token),
        TokenKind::Mark => starts_new(head, next.token),
        _ => false,
    }
}

/// Whether a mark can only start something new on its line.
fn starts_new(head: &Head<'_>, mark: Token) -> bool {
    match text(head, mark) {
        b"@" | b"++" | b"--" | b"~" => true,
        b"!" => head.src.get(mark.end) != Some(&b'='),
        _ => false,
    }
}

fn is_template(head: &Head<'_>, token: Token) -> bool {
    head.src.get(token.start) == Some(&b'`')
}

fn text<'a>(head: &Head<'a>, token: Token) -> &'a [u8] {
    head.src.get(token.start..token.end).unwrap_or_default()
}
