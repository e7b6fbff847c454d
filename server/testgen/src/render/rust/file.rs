//! The whole file: its module of tests, new or added to, or a file of tests of its own. All else stays as it is.

use std::collections::BTreeMap;

use super::layout::Code;
use super::{Case, Rendered, Suite};
use crate::plan::Plan;
use crate::style::rust::module_of_tests;

impl<'a> Suite<'a, '_> {
    /// The tests that stand there already.
    pub(super) fn existing(&self) -> Option<String> {
        let at = self.sources.at_path(&self.style.path)?;
        let file = self.sources.file(at)?;
        if self.style.outside {
            return Some(file.text.to_owned());
        }
        let (head, end) = module_of_tests(self.sources, at)?;
        let range = head.range().start..end.range().end;
        file.text.get(range).map(ToOwned::to_owned)
    }

    /// Whether a test of the outcome is there: one of its name, or one that calls the function and tells the same error.
    pub(super) fn is_covered(&self, plan: &Plan<'a>, case: &Case) -> bool {
        if self.before.contains(&format!("fn {}(", case.name)) {
            return true;
        }
        let function = format!("{}(", plan.target.function.signature.name);
        let [mark] = case.marks.as_slice() else {
            return false;
        };
        self.before.split("#[").any(|test| {
            let is_test = test.contains("test]");
            is_test && test.contains(&function) && test.contains(mark.as_str())
        })
    }

    pub(super) fn finish(mut self) -> Rendered {
        let at = self.sources.at_path(&self.style.path);
        let text = at
            .and_then(|at| self.sources.file(at))
            .map(|file| file.text)
            .unwrap_or_default();
        if self.cases.is_empty() {
            return Rendered {
                text: text.to_owned(),
                tests: Vec::new(),
                left_out: self.left_out,
            };
        }
        let mut blocks = std::mem::take(&mut self.shared);
        let mut builders = Vec::new();
        // A usual value may be made of others.
        for _ in 0..2 {
            builders = self.builders();
        }
        blocks.extend(builders);
        let cases = std::mem::take(&mut self.cases);
        for case in &cases {
            blocks.push(self.test(case));
        }
        let indent = self.indent();
        let body = blocks
            .iter()
            .map(|lines| indented(lines, indent))
            .collect::<Vec<_>>()
            .join("\n");
        let uses = self.uses();
        let text = if self.style.outside {
            match text.trim().is_empty() {
                true => format!("{uses}\n{body}"),
                false => format!("{}\n\n{body}", text.trim_end()),
            }
        } else {
            let module = at.and_then(|at| module_of_tests(self.sources, at));
            match module {
                Some((_, end)) => {
                    let end = end.range().start;
                    let head = text.get(..end).unwrap_or_default();
                    let tail = text.get(end..).unwrap_or_default();
                    let kept = head.trim_end();
                    let gap = match kept.ends_with('{') {
                        true => "\n",
                        false => "\n\n",
                    };
                    let uses = match self.sees_all(text) {
                        true => String::new(),
                        false => "    use super::*;\n\n".to_owned(),
                    };
                    format!("{kept}{gap}{uses}{body}{tail}")
                }
                None => {
                    let uses =
                        indented(&uses.lines().map(ToOwned::to_owned).collect::<Vec<_>>(), 4);
                    let kept = text.trim_end();
                    format!("{kept}\n\n#[cfg(test)]\nmod tests {{\n{uses}\n{body}}}\n")
                }
            }
        };
        Rendered {
            text,
            tests: cases.into_iter().map(|case| case.name).collect(),
            left_out: self.left_out,
        }
    }

    /// Whether the module of tests sees everything of the file around it.
    fn sees_all(&self, _text: &str) -> bool {
        self.before.contains("use super::*") || self.before.contains("use super::{self, *}")
    }

    fn builders(&mut self) -> Vec<Vec<String>> {
        let mut out = Vec::new();
        for at in 0..self.writer.builders.len() {
            let Some(builder) = self.writer.builders.get(at) else {
                continue;
            };
            if !builder.is_used.get() {
                continue;
            }
            let (name, class) = (builder.name.clone(), std::rc::Rc::clone(&builder.class));
            let Some(made) = self.writer.built(at) else {
                continue;
            };
            let ty = self.writer.class(&class);
            let indent = self.indent() + 4;
            let laid = match made {
                Code::Struct(..) => made.laid(indent, indent, 0),
                made => made.flat(),
            };
            let mut lines = vec![format!("fn {name}() -> {ty} {{")];
            let pad = " ".repeat(self.indent());
            lines.extend(laid.lines().enumerate().map(|(at, line)| match at {
                0 => format!("    {line}"),
                _ => line.strip_prefix(&pad).unwrap_or(line).to_owned(),
            }));
            lines.push("}".to_owned());
            out.push(lines);
        }
        out
    }

    fn test(&self, case: &Case) -> Vec<String> {
        let mark = match case.is_async {
            true => self.style.asynchronous.unwrap_or("#[test]"),
            false => "#[test]",
        };
        let word = if case.is_async { "async " } else { "" };
        let mut lines = vec![mark.to_owned(), format!("{word}fn {}() {{", case.name)];
        lines.extend(case.lines.iter().map(|line| match line.is_empty() {
            true => String::new(),
            false => format!("    {line}"),
        }));
        lines.push("}".to_owned());
        lines
    }

    /// Imports of a new module or file.
    fn uses(&self) -> String {
        let mut groups: [BTreeMap<&str, Vec<String>>; 2] = Default::default();
        for (around, names) in &self.writer.imports {
            let is_std = around.starts_with("std::");
            let mut names = names.clone();
            names.sort();
            let at = usize::from(!is_std);
            if let Some(group) = groups.get_mut(at) {
                group.entry(around).or_default().extend(names);
            }
        }
        let lines = |group: &BTreeMap<&str, Vec<String>>| -> Vec<String> {
            group
                .iter()
                .map(|(around, names)| {
                    let one = match names.as_slice() {
                        [only] => format!("use {around}::{only};"),
                        many => format!("use {around}::{{{}}};", many.join(", ")),
                    };
                    if one.chars().count() + self.indent() <= 100 {
                        return one;
                    }
                    wrapped_use(around, names, 100 - self.indent())
                })
                .collect()
        };
        let mut out: Vec<String> = Vec::new();
        if !self.style.outside {
            let mut own: Vec<String> = lines(&groups[0]);
            own.extend(lines(&groups[1]));
            own.push("use super::*;".to_owned());
            own.sort_by_key(|line| use_order(line));
            out.extend(own);
        } else {
            let std = lines(&groups[0]);
            let mut rest = lines(&groups[1]);
            rest.sort_by_key(|line| use_order(line));
            out.extend(std.iter().cloned());
            if !std.is_empty() && !rest.is_empty() {
                out.push(String::new());
            }
            out.extend(rest);
        }
        out.push(String::new());
        out.join("\n")
    }
}

/// `super` and `crate` stand before names of crates.
fn use_order(line: &str) -> (u8, String) {
    let path = line.trim_start_matches("use ").to_owned();
    let rank = match path.split("::").next() {
        Some("super") => 1,
        Some("crate") => 0,
        _ => 2,
    };
    (rank, path)
}

fn wrapped_use(around: &str, names: &[String], width: usize) -> String {
    let mut lines = vec![format!("use {around}::{{")];
    let mut line = String::from("   ");
    for name in names {
        if line.chars().count() + name.chars().count() + 2 > width {
            lines.push(std::mem::replace(&mut line, String::from("   ")));
        }
        line.push_str(&format!(" {name},"));
    }
    lines.push(line);
    lines.push("};".to_owned());
    lines.join("\n")
}

fn indented(lines: &[String], indent: usize) -> String {
    let pad = " ".repeat(indent);
    lines
        .iter()
        .flat_map(|line| line.split('\n'))
        .map(|line| match line.is_empty() {
            true => "\n".to_owned(),
            false => format!("{pad}{line}\n"),
        })
        .collect()
}
