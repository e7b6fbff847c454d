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
    let mut search = Search {
        text: text.chars().collect(),
        fuel: FUEL,
    };
    let length = search.text.len();
    let last = if anchor == Anchor::Anywhere {
        length
    } else {
        0
    };
    for start in 0..=last {
        for alternative in &alternatives {
            let items: Vec<&Item> = alternative.iter().collect();
            let done = |at: usize| anchor != Anchor::Whole || at == length;
            if search.run(&items, start, &done, 0)? {
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

struct Search {
    text: Vec<char>,
    fuel: usize,
}

impl Search {
    /// Whether the items match from `at` on and end where `done` says.
    fn run(
        &mut self,
        items: &[&Item],
        at: usize,
        done: &dyn Fn(usize) -> bool,
        depth: usize,
    ) -> Option<bool> {
        self.fuel = self.fuel.checked_sub(1)?;
        if depth > DEPTH {
            return None;
        }
        let Some((item, rest)) = items.split_first() else {
            return Some(done(at));
        };
        match &item.node {
            Node::Start if at != 0 => return Some(false),
            Node::End if at != self.text.len() => return Some(false),
            Node::Start | Node::End => return self.run(rest, at, done, depth + 1),
            Node::Group(alternatives) => {
                return self.repeat((item, alternatives), 0, rest, at, done, depth);
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
        let available = self
            .text
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take(item.most)
            .take_while(|character| fits(**character))
            .count();
        for taken in (item.least..=available).rev() {
            if self.run(rest, at + taken, done, depth + 1)? {
                return Some(true);
            }
        }
        Some(false)
    }

    /// A group after some passes: as many more as it may have, then the rest.
    fn repeat(
        &mut self,
        group: (&Item, &[Vec<Item>]),
        passes: usize,
        rest: &[&Item],
        at: usize,
        done: &dyn Fn(usize) -> bool,
        depth: usize,
    ) -> Option<bool> {
        self.fuel = self.fuel.checked_sub(1)?;
        if depth > DEPTH {
            return None;
        }
        let (item, alternatives) = group;
        if passes >= item.least && self.run(rest, at, done, depth + 1)? {
            return Some(true);
        }
        if passes >= item.most {
            return Some(false);
        }
        for alternative in alternatives {
            let inner: Vec<&Item> = alternative.iter().collect();
            for end in self.ends(&inner, at, depth + 1)? {
                let moves = end > at || passes < item.least;
                if moves && self.repeat(group, passes + 1, rest, end, done, depth + 1)? {
                    return Some(true);
                }
            }
        }
        Some(false)
    }

    /// Every place where a match of the items that begins at `at` may end.
    fn ends(&mut self, items: &[&Item], at: usize, depth: usize) -> Option<Vec<usize>> {
        let mut ends = Vec::new();
        for end in (at..=self.text.len()).rev() {
            if self.run(items, at, &|place| place == end, depth + 1)? {
                ends.push(end);
            }
        }
        Some(ends)
    }
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
