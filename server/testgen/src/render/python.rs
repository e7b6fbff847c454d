//! Python source for planned values, and the imports they need; it knows no test runner.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::plan::calendar::{self, DAY, Instant, SECOND, Zone};
use crate::plan::class::{Class, ClassKind, error_import, last};
use crate::plan::defaults::TODAY;
use crate::plan::world::{ErrorSpec, Spec};
use crate::plan::{float, uuid};
use crate::sources::{Definition, Resolved, Sources};
use syntax::facts::TypeKind;

/// Source that is being written: where names come from.
pub struct Writer<'a> {
    pub sources: Sources<'a>,
    /// The file under test: what it imports is imported from the same place.
    pub target: usize,
    pub imports: BTreeMap<String, BTreeSet<String>>,
    pub aware: bool,
    /// Whether the project's Python has `datetime.UTC`.
    pub has_utc: bool,
    pub uses_now: bool,
    pub uses_today: bool,
    pub now: String,
    pub today: String,
}

impl<'a> Writer<'a> {
    pub fn import(&mut self, module: &str, name: &str) {
        self.imports
            .entry(module.to_owned())
            .or_default()
            .insert(name.to_owned());
    }

    /// Imports a class of the project and gives its name.
    pub fn class(&mut self, class: &Rc<Class<'a>>) -> String {
        let module = self.module_of(class.file, class.item, &class.name);
        self.import(&module, &class.name);
        class.name.to_string()
    }

    /// The module that others import a declaration from: the one the target imports it from, else the
    /// nearest package that hands it on, else its own.
    pub fn module_of(&self, file: usize, item: u32, name: &str) -> String {
        let own = self
            .sources
            .file(file)
            .map(|file| file.module.to_string())
            .unwrap_or_default();
        if file == self.target {
            return own;
        }
        let is_it = |resolved: Resolved<'a>| {
            matches!(resolved, Resolved::Here(Definition::Class { file: at, item: index, .. }) if at == file && index == item)
                || matches!(resolved, Resolved::Here(Definition::Function(found)) if found.code.file == file && found.code.item == item)
        };
        if let Some(target) = self.sources.file(self.target) {
            for placed in &target.facts.items {
                for import in &placed.facts.summary.imports {
                    if import.name.as_deref() == Some(name)
                        && is_it(self.sources.resolve(self.target, &import.local))
                    {
                        return self.sources.absolute(target, import.level, &import.module);
                    }
                }
            }
        }
        let mut package = own.as_str();
        while let Some((outer, inner)) = package.rsplit_once('.') {
            if !inner.starts_with('_') && package == own {
                break;
            }
            package = outer;
            if let Some(at) = self
                .sources
                .files
                .iter()
                .position(|file| file.module == package)
                && is_it(self.sources.resolve(at, name))
            {
                return package.to_owned();
            }
        }
        own
    }

    /// The value of a field whose type is a `NewType` of the project, as type checkers want it: `UserId(1)`.
    fn as_declared(&mut self, class: &Class<'a>, field: &str, value: String) -> String {
        let Some(name) = self.new_type_of(class, field) else {
            return value;
        };
        format!("{name}({value})")
    }

    fn new_type_of(&mut self, class: &Class<'a>, field: &str) -> Option<String> {
        let field = class.fields.iter().find(|known| known.name == field)?;
        let ty = match &field.ty.as_deref()?.kind {
            TypeKind::Optional(inner) => &inner.kind,
            kind => kind,
        };
        let TypeKind::Named { path, .. } = ty else {
            return None;
        };
        let resolved = self.sources.resolve_path(field.code.file, path);
        let Resolved::Here(Definition::Class { file, item, decl }) = resolved else {
            return None;
        };
        // An alias names another type; only the text says that this one is called like a class.
        let source = self.sources.file(file)?;
        let start = source.facts.items.get(item as usize)?.span.start;
        let text = source.text.get(decl.span.shifted(start).range())?;
        let (_, made) = text.split_once('=').filter(|_| decl.alias_of.is_some())?;
        let callee = made.trim_start().split('(').next()?.trim_end();
        if last(callee) != "NewType" {
            return None;
        }
        let module = self.module_of(file, item, &decl.name);
        self.import(&module, &decl.name);
        Some(decl.name.to_string())
    }

    pub fn error(&mut self, error: &ErrorSpec<'a>) -> String {
        match error {
            ErrorSpec::Project(class) => self.class(class),
            ErrorSpec::Builtin(name) => {
                if let Some(module) = error_import(name) {
                    self.import(module, name);
                }
                name.to_string()
            }
        }
    }

    pub fn value(&mut self, spec: &Spec<'a>) -> String {
        match spec {
            Spec::Null => "None".to_owned(),
            Spec::Bool(true) => "True".to_owned(),
            Spec::Bool(false) => "False".to_owned(),
            Spec::Int(value) if value.abs() >= 10_000 => grouped(*value),
            Spec::Int(value) => value.to_string(),
            Spec::Float(value) => float(*value).unwrap_or_else(|| format!("{value:?}")),
            Spec::Decimal(value) => {
                self.import("decimal", "Decimal");
                let text = value.to_string();
                match text.bytes().all(|byte| byte.is_ascii_digit()) {
                    true => format!("Decimal({text})"),
                    false => format!("Decimal(\"{text}\")"),
                }
            }
            Spec::Text(text) => quoted(text),
            Spec::Bytes(text) => format!("b{}", quoted(text)),
            Spec::Instant(instant) => self.instant(instant),
            Spec::Date(days) => {
                self.import("datetime", "date");
                self.uses_today = true;
                let difference = days - TODAY;
                match difference {
                    0 => self.today.clone(),
                    _ => {
                        self.import("datetime", "timedelta");
                        let sign = if difference < 0 { '-' } else { '+' };
                        format!("{} {sign} timedelta(days={})", self.today, difference.abs())
                    }
                }
            }
            Spec::Span(micros) => self.span(*micros),
            Spec::Uuid(value) => {
                self.import("uuid", "UUID");
                if *value < 100_000 {
                    format!("UUID(int={value})")
                } else {
                    format!("UUID(\"{}\")", uuid(*value))
                }
            }
            Spec::List(items) => format!("[{}]", self.values(items)),
            Spec::Tuple(items) if items.len() == 1 => format!("({},)", self.values(items)),
            Spec::Tuple(items) => format!("({})", self.values(items)),
            Spec::Set(items, true) if items.is_empty() => "frozenset()".to_owned(),
            Spec::Set(items, true) => format!("frozenset({{{}}})", self.values(items)),
            Spec::Set(items, false) if items.is_empty() => "set()".to_owned(),
            Spec::Set(items, false) => format!("{{{}}}", self.values(items)),
            Spec::Map(entries) => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(key, value)| format!("{}: {}", self.value(key), self.value(value)))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
            Spec::Object(class, fields) => {
                let name = self.class(class);
                let fields: Vec<String> = fields
                    .iter()
                    .filter(|(_, value)| !matches!(value, Spec::Left))
                    .map(|(field, value)| {
                        let text = self.value(value);
                        let text = match value {
                            Spec::Null => text,
                            _ => self.as_declared(class, field, text),
                        };
                        format!("{field}={text}")
                    })
                    .collect();
                format!("{name}({})", fields.join(", "))
            }
            Spec::Variant(class, at) => {
                let name = self.class(class);
                format!(
                    "{name}.{}",
                    class
                        .variants
                        .get(*at)
                        .map_or("", |(variant, ..)| variant.as_str())
                )
            }
            Spec::Double | Spec::Left | Spec::Hole | Spec::Absent | Spec::Tagged(..) => {
                "...".to_owned()
            }
        }
    }

    fn values(&mut self, items: &[Spec<'a>]) -> String {
        items
            .iter()
            .map(|item| self.value(item))
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn instant(&mut self, instant: &Instant) -> String {
        self.import("datetime", "datetime");
        let base = TODAY * DAY + 12 * 3600 * SECOND;
        let is_now = (instant.zone == Zone::Naive) != self.aware;
        if !is_now {
            let (year, month, day) = calendar::civil(instant.micros.div_euclid(DAY));
            let (hour, minute, second, micro) = calendar::clock(instant.micros);
            let zone = if instant.zone == Zone::Naive {
                String::new()
            } else {
                format!(", tzinfo={}", self.utc())
            };
            return format!(
                "datetime({year}, {month}, {day}, {hour}, {minute}, {second}, {micro}{zone})"
            );
        }
        self.uses_now = true;
        let difference = instant.micros - base;
        if difference == 0 {
            return self.now.clone();
        }
        let sign = if difference < 0 { '-' } else { '+' };
        let span = self.span(difference.abs());
        format!("{} {sign} {span}", self.now)
    }

    pub fn utc(&mut self) -> String {
        if self.has_utc {
            self.import("datetime", "UTC");
            "UTC".to_owned()
        } else {
            self.import("datetime", "timezone");
            "timezone.utc".to_owned()
        }
    }

    fn span(&mut self, micros: i64) -> String {
        self.import("datetime", "timedelta");
        if micros == 0 {
            return "timedelta(0)".to_owned();
        }
        if micros < 0 {
            return format!("-{}", self.span(-micros));
        }
        let mut rest = micros;
        let mut parts = Vec::new();
        for (unit, size) in [
            ("days", DAY),
            ("hours", 3600 * SECOND),
            ("minutes", 60 * SECOND),
            ("seconds", SECOND),
            ("microseconds", 1),
        ] {
            if rest >= size {
                parts.push(format!("{unit}={}", rest / size));
                rest %= size;
            }
        }
        format!("timedelta({})", parts.join(", "))
    }

    /// The import statements: the standard library, then others, then the project, as isort has them.
    pub fn import_lines(&self, third: &[&str]) -> Vec<Vec<String>> {
        let mut groups: [Vec<String>; 3] = Default::default();
        for (module, names) in &self.imports {
            let top = module.split('.').next().unwrap_or(module);
            let ours = self
                .sources
                .files
                .iter()
                .any(|file| file.module.split('.').next() == Some(top));
            let group = if ours {
                2
            } else if third.contains(&top) {
                1
            } else {
                0
            };
            let line = import_line(module, names);
            if let Some(group) = groups.get_mut(group) {
                group.push(line);
            }
        }
        for group in &mut groups {
            // `import x` stands before `from x import y`.
            group.sort_by_key(|line| !line.starts_with("import "));
        }
        groups
            .into_iter()
            .filter(|group| !group.is_empty())
            .collect()
    }
}

/// One import statement; names in isort's order: constants, classes, the rest.
pub fn import_line(module: &str, names: &BTreeSet<String>) -> String {
    if names.contains("") {
        return format!("import {module}");
    }
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.sort_by_key(|name| {
        let is_constant = name.len() > 1 && name.chars().all(|character| !character.is_lowercase());
        let is_class = name.chars().next().is_some_and(char::is_uppercase);
        (
            if is_constant {
                0
            } else if is_class {
                1
            } else {
                2
            },
            name.to_lowercase(),
            *name,
        )
    });
    let line = format!("from {module} import {}", names.join(", "));
    if line.len() <= 88 {
        return line;
    }
    format!("from {module} import (\n    {},\n)", names.join(",\n    "))
}

pub fn quoted(text: &str) -> String {
    let count = text.chars().count();
    if count > 60 {
        // A long run of one character is written as a product.
        let last = text.chars().next_back().unwrap_or('x');
        let kept = text.trim_end_matches(last);
        let run = count - kept.chars().count();
        if run > 20 {
            let repeated = format!("\"{last}\" * {run}");
            return if kept.is_empty() {
                repeated
            } else {
                format!("{} + {repeated}", quoted(kept))
            };
        }
    }
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            character if character.is_control() => {
                out.push_str(&format!("\\x{:02x}", u32::from(character)))
            }
            character => out.push(character),
        }
    }
    out.push('"');
    out
}

fn grouped(value: i128) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('_');
        }
        out.push(digit);
    }
    if value < 0 { format!("-{out}") } else { out }
}

/// Whether a value may be a key of a dictionary.
pub fn hashable(spec: &Spec<'_>) -> bool {
    match spec {
        Spec::List(_)
        | Spec::Map(_)
        | Spec::Set(_, false)
        | Spec::Hole
        | Spec::Double
        | Spec::Left => false,
        Spec::Set(items, true) | Spec::Tuple(items) => items.iter().all(hashable),
        Spec::Object(class, fields) => {
            matches!(
                class.kind,
                ClassKind::Data {
                    frozen: true,
                    equal: true,
                    ..
                } | ClassKind::Model { frozen: true }
                    | ClassKind::NamedTuple
            ) && fields.iter().all(|(_, value)| hashable(value))
        }
        _ => true,
    }
}

/// A text as a pattern that matches it and nothing else.
pub fn pattern(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if matches!(
            character,
            '.' | '^' | '$' | '*' | '+' | '?' | '{' | '}' | '[' | ']' | '\\' | '|' | '(' | ')'
        ) {
            out.push('\\');
        }
        out.push(character);
    }
    let anchored = format!("^{out}$");
    if anchored.contains('"') || anchored.contains(['\n', '\r', '\t']) {
        return quoted(&anchored);
    }
    format!("r\"{anchored}\"")
}
