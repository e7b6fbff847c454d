//! Source for planned values, and what it has to import; it knows no test runner.

use std::collections::BTreeMap;
use std::rc::Rc;

use syntax::facts::{ExprKind, TypeDeclKind, Visibility};

use crate::plan::calendar::{self, DAY, Instant};
use crate::plan::class::{Class, ClassKind, init, last};
use crate::plan::world::{ErrorSpec, Spec};
use crate::sources::{Code, Definition, FunctionAt, Resolved, Sources};
use crate::style::folder;
use crate::style::script::{Ending, Style};

/// What is imported under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Only in places of types.
    pub is_type: bool,
    pub is_default: bool,
}

pub struct Writer<'a, 's> {
    pub sources: Sources<'a>,
    pub style: &'s Style,
    /// By module, then by name.
    pub imports: BTreeMap<String, BTreeMap<String, Imported>>,
}

impl<'a> Writer<'a, '_> {
    pub fn import(&mut self, module: &str, name: &str, is_type: bool) {
        self.add(
            module,
            name,
            Imported {
                is_type,
                is_default: false,
            },
        );
    }

    fn add(&mut self, module: &str, name: &str, imported: Imported) {
        let names = self.imports.entry(module.to_owned()).or_default();
        let known = names.entry(name.to_owned()).or_insert(imported);
        known.is_type &= imported.is_type;
    }

    /// Imports a class as a value and gives its name.
    pub fn class(&mut self, class: &Class<'a>) -> Option<String> {
        self.declared(class.file, class.item, &class.name, false)
    }

    /// Imports the name of a type.
    pub fn type_name(&mut self, class: &Class<'a>) -> Option<String> {
        self.declared(class.file, class.item, &class.name, true)
    }

    /// Imports what an item declares; none where its file does not give it away.
    pub fn declared(
        &mut self,
        file: usize,
        item: u32,
        name: &str,
        is_type: bool,
    ) -> Option<String> {
        if name.is_empty() {
            return None;
        }
        let source = self.sources.file(file)?;
        // The file that is added to may have the name already, from here or from elsewhere.
        if let Some(existing) = self.sources.at_path(&self.style.path) {
            match self.sources.resolve(existing, name) {
                Resolved::Undeclared => {}
                Resolved::Here(
                    Definition::Class {
                        file: at,
                        item: index,
                        ..
                    }
                    | Definition::Function(FunctionAt {
                        code:
                            Code {
                                file: at,
                                item: index,
                                ..
                            },
                        ..
                    }),
                ) if at == file && index == item => return Some(name.to_owned()),
                _ => return None,
            }
        }
        let module = specifier(&self.style.path, source.path, self.style.ending);
        let mut given = None;
        for placed in &source.facts.items {
            let summary = &placed.facts.summary;
            for export in &summary.exports {
                let is_it = matches!(&summary.exprs.get(export.value).kind, ExprKind::Name(held) if *held == name);
                if !is_it {
                    continue;
                }
                match export.name.as_str() {
                    "default" => given = given.or(Some((name.to_owned(), true))),
                    "" => given = given.or(Some((String::new(), true))),
                    _ if export.name == name => given = Some((name.to_owned(), false)),
                    _ => {}
                }
            }
        }
        let facts = &source.facts.items.get(item as usize)?.facts;
        let is_public = facts
            .types
            .iter()
            .any(|decl| decl.name == name && decl.visibility == Visibility::Public)
            || facts.summary.functions.iter().any(|function| {
                function.signature.name == name
                    && function.signature.visibility == Visibility::Public
            });
        let (name, is_default) = match given {
            Some((name, is_default)) => (name, is_default),
            None if is_public => (name.to_owned(), false),
            None => return None,
        };
        let name = match name.is_empty() {
            true => facts.types.first().map(|decl| decl.name.to_string())?,
            false => name,
        };
        self.add(
            &module,
            &name,
            Imported {
                is_type,
                is_default,
            },
        );
        Some(name)
    }

    pub fn error(&mut self, error: &ErrorSpec<'a>) -> Option<String> {
        match error {
            ErrorSpec::Project(class) => self.class(class),
            ErrorSpec::Builtin(path) => {
                let name = last(path);
                if let Some((module, _)) = path.rsplit_once('.') {
                    self.import(module, name, false);
                }
                Some(name.to_owned())
            }
        }
    }

    pub fn quoted(&self, text: &str) -> String {
        quoted(text, self.style.quote)
    }

    /// None where it cannot be written in this file.
    pub fn value(&mut self, spec: &Spec<'a>) -> Option<String> {
        Some(match spec {
            Spec::Null => "null".to_owned(),
            Spec::Absent | Spec::Left => "undefined".to_owned(),
            Spec::Bool(value) => value.to_string(),
            Spec::Int(value) => value.to_string(),
            Spec::Float(value) => value.to_string(),
            Spec::Text(text) => self.quoted(text),
            Spec::Instant(instant) => self.instant(instant),
            Spec::List(items) | Spec::Tuple(items) => format!("[{}]", self.values(items)?),
            Spec::Set(items, _) if items.is_empty() => "new Set()".to_owned(),
            Spec::Set(items, _) => format!("new Set([{}])", self.values(items)?),
            Spec::Map(entries) if entries.is_empty() => "new Map()".to_owned(),
            Spec::Map(entries) => {
                let mut pairs = Vec::new();
                for (key, value) in entries {
                    pairs.push(format!("[{}, {}]", self.value(key)?, self.value(value)?));
                }
                format!("new Map([{}])", pairs.join(", "))
            }
            Spec::Object(class, fields) if class.kind == ClassKind::Record => {
                let mut parts = Vec::new();
                for (name, value) in fields {
                    if matches!(value, Spec::Absent | Spec::Left) {
                        continue;
                    }
                    parts.push(format!("{}: {}", self.key(name), self.value(value)?));
                }
                braces(&parts)
            }
            Spec::Object(class, fields) => {
                let name = self.class(class)?;
                let mut args: Vec<Option<&Spec<'a>>> = Vec::new();
                if let Some(init) = init(class) {
                    for param in &init.at.signature.params {
                        let given = fields.iter().find(|(field, _)| *field == param.name);
                        args.push(
                            given
                                .map(|(_, value)| value)
                                .filter(|value| !matches!(value, Spec::Left)),
                        );
                    }
                }
                while args.last().is_some_and(Option::is_none) {
                    args.pop();
                }
                let mut written = Vec::new();
                for arg in args {
                    written.push(match arg {
                        Some(arg) => self.value(arg)?,
                        None => "undefined".to_owned(),
                    });
                }
                format!("new {name}({})", written.join(", "))
            }
            Spec::Variant(class, at) => {
                let name = self.class(class)?;
                format!("{name}.{}", class.variants.get(*at)?.0)
            }
            Spec::Decimal(_)
            | Spec::Bytes(_)
            | Spec::Date(_)
            | Spec::Span(_)
            | Spec::Uuid(_)
            | Spec::Double
            | Spec::Tagged(..)
            | Spec::Hole => return None,
        })
    }

    fn values(&mut self, items: &[Spec<'a>]) -> Option<String> {
        let items: Option<Vec<String>> = items.iter().map(|item| self.value(item)).collect();
        Some(items?.join(", "))
    }

    pub fn key(&self, name: &str) -> String {
        let plain = name
            .starts_with(|first: char| first.is_alphabetic() || matches!(first, '_' | '$'))
            && name
                .chars()
                .all(|character| character.is_alphanumeric() || matches!(character, '_' | '$'));
        match plain {
            true => name.to_owned(),
            false => self.quoted(name),
        }
    }

    fn instant(&self, instant: &Instant) -> String {
        let (year, month, day) = calendar::civil(instant.micros.div_euclid(DAY));
        let (hour, minute, second, micro) = calendar::clock(instant.micros);
        let fraction = match micro / 1_000 {
            0 => String::new(),
            millis => format!(".{millis:03}"),
        };
        let text =
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z");
        format!("new Date({})", self.quoted(&text))
    }

    /// The name of a class that stands for an interface or alias of that kind.
    pub fn is_interface(&self, class: &Rc<Class<'a>>) -> bool {
        let facts = self.sources.facts(class.file, class.item);
        let decl = facts.and_then(|facts| facts.types.iter().find(|decl| decl.name == class.name));
        class.name.is_empty()
            || decl.is_some_and(|decl| {
                matches!(decl.kind, TypeDeclKind::Interface | TypeDeclKind::Alias)
            })
    }
}

/// Parts in braces.
pub fn braces(parts: &[String]) -> String {
    match parts.is_empty() {
        true => "{}".to_owned(),
        false => format!("{{ {} }}", parts.join(", ")),
    }
}

/// How a file of the project is named in an import of another one.
pub fn specifier(from: &str, to: &str, ending: Ending) -> String {
    let from: Vec<&str> = folder(from)
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    let target: Vec<&str> = to.split('/').collect();
    let shared = from
        .iter()
        .zip(target.iter().take(target.len().saturating_sub(1)))
        .take_while(|(left, right)| left == right)
        .count();
    let mut parts: Vec<String> = Vec::new();
    match from.len() - shared {
        0 => parts.push(".".to_owned()),
        ups => parts.extend(std::iter::repeat_n("..".to_owned(), ups)),
    }
    parts.extend(target.iter().skip(shared).map(ToString::to_string));
    let path = parts.join("/");
    let (stem, own) = path.rsplit_once('.').unwrap_or((path.as_str(), ""));
    match ending {
        Ending::Own => path.clone(),
        Ending::None => stem.strip_suffix("/index").unwrap_or(stem).to_owned(),
        Ending::Compiled => {
            let compiled = match own {
                "ts" | "tsx" => "js",
                "mts" => "mjs",
                "cts" => "cjs",
                other => other,
            };
            format!("{stem}.{compiled}")
        }
    }
}

pub fn quoted(text: &str, quote: char) -> String {
    let count = text.chars().count();
    if count > 60 {
        // A long run of one character is written as a repetition.
        let last = text.chars().next_back().unwrap_or('x');
        let kept = text.trim_end_matches(last);
        let run = count - kept.chars().count();
        if run > 20 {
            let repeated = format!("{quote}{last}{quote}.repeat({run})");
            return match kept.is_empty() {
                true => repeated,
                false => format!("{} + {repeated}", quoted(kept, quote)),
            };
        }
    }
    // A quote in the text is no reason to escape it where the other kind is free.
    let quote = match text.contains(quote) {
        true if quote == '\'' && !text.contains('"') => '"',
        true if quote == '"' && !text.contains('\'') => '\'',
        _ => quote,
    };
    let mut out = String::from(quote);
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            character if character == quote => {
                out.push('\\');
                out.push(character);
            }
            character if character.is_control() => {
                out.push_str(&format!("\\x{:02x}", u32::from(character)));
            }
            character => out.push(character),
        }
    }
    out.push(quote);
    out
}
