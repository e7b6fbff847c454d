//! The whole file: a new one, or what is missing at the end of the one that is there.

use std::collections::BTreeMap;

use super::writer::Imported;
use super::{Case, Group, Rendered, Suite};
use crate::plan::script_word;
use crate::render::wrap::wrapped_at;
use crate::style::script::Runner;

const WIDTH: usize = 100;

impl<'a> Suite<'a, '_> {
    pub(super) fn finish(mut self) -> Rendered {
        let existing = self
            .sources
            .at_path(&self.style.path)
            .and_then(|at| self.sources.file(at));
        let before = existing.map(|file| file.text).unwrap_or_default();
        let mut tests = Vec::new();
        let mut blocks = Vec::new();
        let groups = std::mem::take(&mut self.groups);
        for group in &groups {
            let missing: Vec<&Case> = group
                .cases
                .iter()
                .filter(|case| !self.is_covered(before, group, case))
                .collect();
            if missing.is_empty() {
                continue;
            }
            tests.extend(missing.iter().map(|case| case.title.clone()));
            blocks.push(self.block(group, &missing));
        }
        if blocks.is_empty() {
            return Rendered {
                text: before.to_owned(),
                tests,
                left_out: self.left_out,
            };
        }
        let body = blocks.join("\n");
        self.import_runner(&body);
        for names in self.writer.imports.values_mut() {
            names.retain(|name, _| script_word(&body, name));
        }
        self.writer.imports.retain(|_, names| !names.is_empty());
        let text = match before.trim().is_empty() {
            true => format!("{}\n{body}", self.head()),
            false => self.appended(before, &body),
        };
        Rendered {
            text,
            tests,
            left_out: self.left_out,
        }
    }

    fn import_runner(&mut self, body: &str) {
        let module = match self.style.runner {
            Runner::Vitest => "vitest",
            Runner::Jest => "@jest/globals",
            Runner::Node | Runner::Mocha => "node:test",
        };
        let used =
            |name: &str| body.contains(&format!("{name}(")) || body.contains(&format!("{name}."));
        if matches!(self.style.runner, Runner::Node | Runner::Mocha) && used("assert") {
            let assert = Imported {
                is_type: false,
                is_default: true,
            };
            self.writer
                .imports
                .entry("node:assert/strict".to_owned())
                .or_default()
                .insert("assert".to_owned(), assert);
        }
        let offered: &[&str] = match self.style.runner {
            Runner::Vitest => &["beforeEach", "describe", "expect", "it", "test", "vi"],
            Runner::Jest => &["beforeEach", "describe", "expect", "it", "test", "jest"],
            Runner::Node => &["beforeEach", "describe", "it", "test", "mock"],
            Runner::Mocha => &["mock"],
        };
        if !self.style.imports_runner && self.style.runner != Runner::Mocha {
            return;
        }
        for name in offered {
            if used(name) {
                self.writer.import(module, name, false);
            }
        }
    }

    /// The imports of a new file: the runner's, others, then the project's.
    fn head(&self) -> String {
        let mut lines = String::new();
        if !self.style.is_module {
            lines.push_str(&format!("{}{}\n\n", self.quoted("use strict"), self.end()));
        }
        let mut groups: [Vec<String>; 2] = Default::default();
        for (module, names) in &self.writer.imports {
            let at = usize::from(module.starts_with('.'));
            if let Some(group) = groups.get_mut(at) {
                group.extend(self.import_lines(module, names));
            }
        }
        let groups: Vec<String> = groups
            .into_iter()
            .filter(|group| !group.is_empty())
            .map(|group| group.join("\n"))
            .collect();
        lines.push_str(&groups.join("\n\n"));
        lines.push('\n');
        lines
    }

    fn quoted(&self, text: &str) -> String {
        self.writer.quoted(text)
    }

    fn end(&self) -> &'static str {
        if self.style.semicolons { ";" } else { "" }
    }

    fn import_lines(&self, module: &str, names: &BTreeMap<String, Imported>) -> Vec<String> {
        let module = self.quoted(module);
        let end = self.end();
        let mut out = Vec::new();
        let mut listed: Vec<(&String, bool)> = Vec::new();
        let mut types: Vec<String> = Vec::new();
        for (name, imported) in names {
            if imported.is_default {
                out.push(match (self.style.is_module, imported.is_type) {
                    (true, true) => format!("import type {name} from {module}{end}"),
                    (true, false) => format!("import {name} from {module}{end}"),
                    (false, _) => format!("const {name} = require({module}){end}"),
                });
                continue;
            }
            if !imported.is_type {
                listed.push((name, false));
            } else if self.style.is_typed {
                types.push(format!("type {name}"));
            }
        }
        let mut values: Vec<String> = listed.iter().map(|(name, _)| (*name).clone()).collect();
        values.sort_by_key(|name| name.to_lowercase());
        if self.style.runner == Runner::Vitest || !values.is_empty() {
            values.extend(types);
        } else if !types.is_empty() {
            let names: Vec<&str> = types
                .iter()
                .map(|name| name.trim_start_matches("type "))
                .collect();
            let line = format!("import type {{ {} }} from {module}{end}", names.join(", "));
            out.push(wrapped_at(&line, 0, self.style.indent, WIDTH, 4));
            return out;
        }
        if values.is_empty() {
            return out;
        }
        let names = values.join(", ");
        let line = match self.style.is_module {
            true => format!("import {{ {names} }} from {module}{end}"),
            false => format!("const {{ {names} }} = require({module}){end}"),
        };
        out.push(wrapped_at(&line, 0, self.style.indent, WIDTH, 4));
        out
    }

    fn block(&self, group: &Group, cases: &[&Case]) -> String {
        let step = " ".repeat(self.style.indent);
        let end = self.end();
        let mut out = format!("describe({}, () => {{\n", self.quoted(&group.title));
        for line in &group.declared {
            out.push_str(&format!(
                "{step}{}{end}\n",
                self.wrapped(line, self.style.indent)
            ));
        }
        if !group.before.is_empty() {
            out.push_str(&format!("\n{step}beforeEach(() => {{\n"));
            for line in &group.before {
                out.push_str(&self.statement(line, 2));
            }
            out.push_str(&format!("{step}}}){end}\n"));
        }
        for (at, case) in cases.iter().enumerate() {
            if at > 0 || !group.before.is_empty() {
                out.push('\n');
            }
            let keyword = if case.is_async { "async " } else { "" };
            let title = self.quoted(&case.title);
            out.push_str(&format!(
                "{step}{}({title}, {keyword}() => {{\n",
                self.style.verb
            ));
            for line in &case.lines {
                out.push_str(&self.statement(line, 2));
            }
            out.push_str(&format!("{step}}}){end}\n"));
        }
        out.push_str(&format!("}}){end}\n"));
        out
    }

    fn statement(&self, line: &str, level: usize) -> String {
        if line.is_empty() {
            return "\n".to_owned();
        }
        let bare = line.trim_start();
        let lead = line.len() - bare.len();
        let column = level * self.style.indent + lead;
        // A function that goes on over several lines ends with a statement of its own.
        let end = if bare.ends_with('{') { "" } else { self.end() };
        format!(
            "{}{}{end}\n",
            " ".repeat(column),
            self.wrapped(bare, column)
        )
    }

    fn wrapped(&self, line: &str, column: usize) -> String {
        wrapped_at(line, column, self.style.indent, WIDTH, 6)
    }

    /// Whether a test is there already: by its title in the group of that name, or by the error it expects.
    fn is_covered(&self, before: &str, group: &Group, case: &Case) -> bool {
        let quotes = ['"', '\'', '`'];
        let title = |quote: char| format!("({quote}{}{quote},", case.title);
        let own = quotes.iter().find_map(|quote| {
            let head = format!("describe({quote}{}{quote},", group.title);
            before.split(head.as_str()).nth(1)
        });
        if let Some(own) = own
            && quotes.iter().any(|quote| before.contains(&title(*quote)))
        {
            // The next group begins where a line begins with `describe` again; all of one name count.
            let _ = own;
            let parts = quotes.iter().flat_map(|quote| {
                let head = format!("describe({quote}{}{quote},", group.title);
                before
                    .split(head.as_str())
                    .skip(1)
                    .map(|part| part.split("\ndescribe(").next().unwrap_or_default())
                    .collect::<Vec<_>>()
            });
            let mut parts = parts;
            return parts.any(|part| quotes.iter().any(|quote| part.contains(&title(*quote))));
        }
        let Some(error) = &case.error else {
            return false;
        };
        let alone = group
            .cases
            .iter()
            .filter(|other| other.error.as_ref() == Some(error))
            .count()
            == 1;
        let expected = [
            "toThrow(",
            "toThrowError(",
            "toBeInstanceOf(",
            "instanceof ",
            ", ",
        ]
        .iter()
        .any(|form| {
            before.contains(&format!("{form}{error})"))
                || before.contains(&format!("{form}new {error}("))
        });
        alone && expected && own.is_none() && error != "Error"
    }

    /// The text before with imports added and the new groups at its end; not a byte else is changed.
    fn appended(&self, before: &str, body: &str) -> String {
        let file = self
            .sources
            .at_path(&self.style.path)
            .and_then(|at| self.sources.file(at));
        let newline = if before.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        let mut last_import = 0usize;
        let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for item in file.iter().flat_map(|file| &file.facts.items) {
            let imports = &item.facts.summary.imports;
            if imports.is_empty() || item.parent.is_some() {
                continue;
            }
            last_import = last_import.max(item.span.end as usize);
            for import in imports {
                known
                    .entry(import.module.to_string())
                    .or_default()
                    .push(import.local.to_string());
            }
        }
        let mut fresh = Vec::new();
        for (module, names) in &self.writer.imports {
            let there = known.get(module).cloned().unwrap_or_default();
            let missing: BTreeMap<String, Imported> = names
                .iter()
                .filter(|(name, _)| !there.contains(name))
                .map(|(name, imported)| (name.clone(), *imported))
                .collect();
            fresh.extend(self.import_lines(module, &missing));
        }
        let mut out = String::new();
        let (head, tail) = before.split_at(last_import.min(before.len()));
        out.push_str(head);
        if !fresh.is_empty() {
            if !head.is_empty() && !head.ends_with('\n') {
                out.push_str(newline);
            }
            out.push_str(&fresh.join("\n").replace('\n', newline));
            if head.is_empty() || head.ends_with('\n') {
                out.push_str(newline);
            }
        }
        out.push_str(tail);
        if !out.ends_with('\n') {
            out.push_str(newline);
        }
        out.push_str(newline);
        out.push_str(&body.replace('\n', newline));
        out
    }
}
