//! Regular expressions, as far as a text can be made that matches one; it gives up rather than run long.

enum Node {
    Literal(char),
    Any,
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
    Group(Vec<Vec<Item>>),
    Start,
    End,
}

struct Item {
    node: Node,
    least: usize,
    most: usize,
}

/// Where a match has to begin and end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Anywhere,
    Start,
    Whole,
}

const FUEL: usize = 50_000;
const DEPTH: usize = 60;

/// Whether `text` matches. None where the pattern is not understood or the search takes too long.
pub fn matches(pattern: &str, text: &str, anchor: Anchor) -> Option<bool> {
    let alternatives = parse(pattern)?;
    let text: Vec<char> = text.chars().collect();
    let mut fuel = FUEL;
    let last = if anchor == Anchor::Anywhere {
        text.len()
    } else {
        0
    };
    for start in 0..=last {
        for alternative in &alternatives {
            let items: Vec<&Item> = alternative.iter().collect();
            let done = |at: usize| anchor != Anchor::Whole || at == text.len();
            if run(&items, &text, start, &done, &mut fuel, 0)? {
                return Some(true);
            }
        }
    }
    Some(false)
}

/// A short text that matches the whole pattern.
pub fn example(pattern: &str) -> Option<String> {
    let alternatives = parse(pattern)?;
    let mut out = String::new();
    write(alternatives.first()?, &mut out, 0)?;
    (matches(pattern, &out, Anchor::Whole)?).then_some(out)
}

fn write(items: &[Item], out: &mut String, depth: usize) -> Option<()> {
    if depth > DEPTH {
        return None;
    }
    for item in items {
        for _ in 0..item.least {
            match &item.node {
                Node::Literal(character) => out.push(*character),
                Node::Any => out.push('a'),
                Node::Class {
                    negated: false,
                    ranges,
                } => out.push(ranges.first()?.0),
                Node::Class {
                    negated: true,
                    ranges,
                } => {
                    let free = ['a', 'x', '1', '-', 'A'];
                    out.push(*free.iter().find(|free| {
                        !ranges.iter().any(|(from, to)| from <= free && *free <= to)
                    })?);
                }
                Node::Group(alternatives) => write(alternatives.first()?, out, depth + 1)?,
                Node::Start | Node::End => {}
            }
        }
    }
    Some(())
}

fn run(
    items: &[&Item],
    text: &[char],
    at: usize,
    done: &dyn Fn(usize) -> bool,
    fuel: &mut usize,
    depth: usize,
) -> Option<bool> {
    *fuel = fuel.checked_sub(1)?;
    if depth > DEPTH {
        return None;
    }
    let Some((item, rest)) = items.split_first() else {
        return Some(done(at));
    };
    match &item.node {
        Node::Start => {
            return if at == 0 {
                run(rest, text, at, done, fuel, depth + 1)
            } else {
                Some(false)
            };
        }
        Node::End => {
            return if at == text.len() {
                run(rest, text, at, done, fuel, depth + 1)
            } else {
                Some(false)
            };
        }
        Node::Group(alternatives) => {
            // A group that repeats is taken apart one pass at a time.
            if item.least == 0 && run(rest, text, at, done, fuel, depth + 1)? {
                return Some(true);
            }
            if item.most == 0 {
                return Some(false);
            }
            for alternative in alternatives {
                let inner: Vec<&Item> = alternative.iter().collect();
                let least = item.least.saturating_sub(1);
                let most = item.most - 1;
                let mut ends = Vec::new();
                collect(&inner, text, at, &mut ends, fuel, depth + 1)?;
                for end in ends {
                    if least == 0 && run(rest, text, end, done, fuel, depth + 1)? {
                        return Some(true);
                    }
                    if most > 0
                        && end > at
                        && repeat(
                            alternatives,
                            least,
                            most,
                            rest,
                            text,
                            end,
                            done,
                            fuel,
                            depth + 1,
                        )?
                    {
                        return Some(true);
                    }
                }
            }
            return Some(false);
        }
        _ => {}
    }
    let fits = |character: char| match &item.node {
        Node::Literal(literal) => *literal == character,
        Node::Any => character != '\n',
        Node::Class { negated, ranges } => {
            ranges
                .iter()
                .any(|(from, to)| *from <= character && character <= *to)
                != *negated
        }
        _ => false,
    };
    let available = text
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take(item.most)
        .take_while(|character| fits(**character))
        .count();
    for taken in (item.least..=available).rev() {
        if run(rest, text, at + taken, done, fuel, depth + 1)? {
            return Some(true);
        }
    }
    Some(false)
}

fn repeat(
    alternatives: &[Vec<Item>],
    least: usize,
    most: usize,
    rest: &[&Item],
    text: &[char],
    at: usize,
    done: &dyn Fn(usize) -> bool,
    fuel: &mut usize,
    depth: usize,
) -> Option<bool> {
    *fuel = fuel.checked_sub(1)?;
    if depth > DEPTH {
        return None;
    }
    if least == 0 && run(rest, text, at, done, fuel, depth + 1)? {
        return Some(true);
    }
    if most == 0 {
        return Some(false);
    }
    for alternative in alternatives {
        let inner: Vec<&Item> = alternative.iter().collect();
        let mut ends = Vec::new();
        collect(&inner, text, at, &mut ends, fuel, depth + 1)?;
        for end in ends {
            if end > at
                && repeat(
                    alternatives,
                    least.saturating_sub(1),
                    most - 1,
                    rest,
                    text,
                    end,
                    done,
                    fuel,
                    depth + 1,
                )?
            {
                return Some(true);
            }
        }
    }
    Some(false)
}

/// Every place where a match of the items that begins at `at` may end.
fn collect(
    items: &[&Item],
    text: &[char],
    at: usize,
    ends: &mut Vec<usize>,
    fuel: &mut usize,
    depth: usize,
) -> Option<()> {
    for end in (at..=text.len()).rev() {
        let mut inner = *fuel;
        let done = |place: usize| place == end;
        let found = run(items, text, at, &done, &mut inner, depth + 1)?;
        *fuel = inner;
        if found {
            ends.push(end);
        }
    }
    Some(())
}

fn parse(pattern: &str) -> Option<Vec<Vec<Item>>> {
    let characters: Vec<char> = pattern.chars().collect();
    let mut at = 0;
    let alternatives = parse_alternatives(&characters, &mut at, 0)?;
    (at == characters.len()).then_some(alternatives)
}

fn parse_alternatives(pattern: &[char], at: &mut usize, depth: usize) -> Option<Vec<Vec<Item>>> {
    if depth > 20 {
        return None;
    }
    let mut alternatives = vec![Vec::new()];
    while let Some(&character) = pattern.get(*at) {
        *at += 1;
        let node = match character {
            '|' => {
                alternatives.push(Vec::new());
                continue;
            }
            ')' if depth > 0 => {
                *at -= 1;
                break;
            }
            '(' => {
                if pattern.get(*at) == Some(&'?') {
                    match (pattern.get(*at + 1), pattern.get(*at + 2)) {
                        (Some(':'), _) => *at += 2,
                        (Some('P'), Some('<')) => {
                            let end = pattern
                                .get(*at..)?
                                .iter()
                                .position(|character| *character == '>')?;
                            *at += end + 1;
                        }
                        _ => return None,
                    }
                }
                let inner = parse_alternatives(pattern, at, depth + 1)?;
                if pattern.get(*at) != Some(&')') {
                    return None;
                }
                *at += 1;
                Node::Group(inner)
            }
            '[' => parse_class(pattern, at)?,
            '.' => Node::Any,
            '^' => Node::Start,
            '$' => Node::End,
            '\\' => {
                let escaped = *pattern.get(*at)?;
                *at += 1;
                match escaped {
                    'A' => Node::Start,
                    'Z' | 'z' => Node::End,
                    _ => escape(escaped)?,
                }
            }
            '*' | '+' | '?' | '{' | ')' => return None,
            _ => Node::Literal(character),
        };
        let (least, most) = parse_count(pattern, at)?;
        alternatives.last_mut()?.push(Item { node, least, most });
    }
    Some(alternatives)
}

fn parse_count(pattern: &[char], at: &mut usize) -> Option<(usize, usize)> {
    let many = 1_000;
    let count = match pattern.get(*at) {
        Some('*') => (0, many),
        Some('+') => (1, many),
        Some('?') => (0, 1),
        Some('{') => {
            let end = *at
                + pattern
                    .get(*at..)?
                    .iter()
                    .position(|character| *character == '}')?;
            let inner: String = pattern.get(*at + 1..end)?.iter().collect();
            *at = end;
            match inner.split_once(',') {
                None => {
                    let exact = inner.parse().ok()?;
                    (exact, exact)
                }
                Some((least, "")) => (least.parse().ok()?, many),
                Some((least, most)) => (
                    if least.is_empty() {
                        0
                    } else {
                        least.parse().ok()?
                    },
                    most.parse().ok()?,
                ),
            }
        }
        _ => return Some((1, 1)),
    };
    *at += 1;
    if pattern.get(*at) == Some(&'?') {
        *at += 1;
    }
    Some(count)
}

fn escape(character: char) -> Option<Node> {
    let ranges = match character.to_ascii_lowercase() {
        'd' => vec![('0', '9')],
        'w' => vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')],
        's' => vec![(' ', ' '), ('\t', '\r')],
        _ if character.is_alphanumeric() => return None,
        _ => return Some(Node::Literal(character)),
    };
    Some(Node::Class {
        negated: character.is_uppercase(),
        ranges,
    })
}

fn parse_class(pattern: &[char], at: &mut usize) -> Option<Node> {
    let negated = pattern.get(*at) == Some(&'^');
    if negated {
        *at += 1;
    }
    let mut ranges = Vec::new();
    loop {
        let character = *pattern.get(*at)?;
        *at += 1;
        match character {
            ']' if !ranges.is_empty() => break,
            '\\' => {
                let escaped = *pattern.get(*at)?;
                *at += 1;
                match escape(escaped)? {
                    Node::Literal(literal) => ranges.push((literal, literal)),
                    Node::Class {
                        negated: false,
                        ranges: more,
                    } => ranges.extend(more),
                    _ => return None,
                }
            }
            from => match (pattern.get(*at), pattern.get(*at + 1)) {
                (Some('-'), Some(to)) if *to != ']' => {
                    ranges.push((from, *to));
                    *at += 2;
                }
                _ => ranges.push((from, from)),
            },
        }
    }
    Some(Node::Class { negated, ranges })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_what_python_matches() {
        for (pattern, text, whole) in [
            ("[A-Z0-9]{4}-[A-Z0-9]{4}", "AAAA-1234", true),
            ("[A-Z0-9]{4}-[A-Z0-9]{4}", "AAAA-12345", false),
            (r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", "ada@example.com", true),
            (r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", "ada.example.com", false),
            ("(ab|c)+d?", "abcab", true),
            ("(ab|c)+d?", "abx", false),
            (r"\d{3}", "123", true),
        ] {
            assert_eq!(
                matches(pattern, text, Anchor::Whole),
                Some(whole),
                "{pattern} {text}"
            );
        }
        assert_eq!(matches("b", "abc", Anchor::Anywhere), Some(true));
        assert_eq!(matches("b", "abc", Anchor::Start), Some(false));
        assert_eq!(matches("(?=a)", "a", Anchor::Start), None);
    }

    #[test]
    fn makes_a_text_that_matches() {
        for pattern in [
            "[A-Z0-9]{4}-[A-Z0-9]{4}",
            r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$",
            "(ab|c)+d?",
            "^[a-z]{3,12}$",
        ] {
            let text = example(pattern).unwrap();
            assert_eq!(
                matches(pattern, &text, Anchor::Whole),
                Some(true),
                "{pattern} {text}"
            );
        }
    }
}
