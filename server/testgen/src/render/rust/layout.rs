//! Code laid out as rustfmt does by default; it knows the few shapes that tests are made of.

/// The widths rustfmt goes by, <https://rust-lang.github.io/rustfmt/?version=v1#use_small_heuristics>.
const WIDTH: usize = 100;
const CALL: usize = 60;
const ARRAY: usize = 60;
const STRUCT: usize = 18;
const DEPTH: usize = 24;

#[derive(Clone, Debug, PartialEq)]
pub enum Code {
    Text(String),
    /// `head(args)tail`; of a macro the head ends in `!`.
    Call(String, Vec<Code>, String),
    /// `[a, b]`, with what stands before the bracket.
    Array(String, Vec<Code>),
    Struct(String, Vec<(String, Code)>, Option<Box<Code>>),
    /// Parameters and statements; of one expression no block is made where it fits.
    Closure(String, Vec<String>, Box<Code>),
    /// Something written before a value: `&`.
    Before(String, Box<Code>),
}

impl Code {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn call(head: impl Into<String>, args: Vec<Code>) -> Self {
        Self::Call(head.into(), args, String::new())
    }

    /// All on one line.
    pub fn flat(&self) -> String {
        let join = |items: &[Self]| {
            let items: Vec<String> = items.iter().map(Self::flat).collect();
            items.join(", ")
        };
        match self {
            Self::Text(text) => text.clone(),
            Self::Call(head, args, tail) => format!("{head}({}){tail}", join(args)),
            Self::Array(head, items) => format!("{head}[{}]", join(items)),
            Self::Struct(path, fields, base) => {
                let body = body_of(fields, base.as_deref());
                match body.is_empty() {
                    true => format!("{path} {{}}"),
                    false => format!("{path} {{ {body} }}"),
                }
            }
            Self::Closure(params, statements, value) => match statements.is_empty() {
                true => format!("|{params}| {}", value.flat()),
                false => format!("|{params}| {{ {} {} }}", statements.join(" "), value.flat()),
            },
            Self::Before(mark, inner) => format!("{mark}{}", inner.flat()),
        }
    }

    /// Whether rustfmt leaves it on one line where there is room for `room` characters.
    fn fits(&self, room: usize) -> bool {
        self.is_small() && self.flat().chars().count() <= room
    }

    pub fn is_small(&self) -> bool {
        let width = |items: &[Self]| {
            let lengths = items.iter().map(|item| item.flat().chars().count() + 2);
            lengths.sum::<usize>().saturating_sub(2)
        };
        match self {
            Self::Text(text) => !text.contains('\n'),
            Self::Call(_, args, _) => width(args) <= CALL && args.iter().all(Self::is_small),
            Self::Array(_, items) => width(items) <= ARRAY && items.iter().all(Self::is_small),
            Self::Struct(_, fields, base) => {
                body_of(fields, base.as_deref()).chars().count() <= STRUCT
                    && fields.iter().all(|(_, value)| value.is_small())
                    && base.as_deref().is_none_or(Self::is_small)
            }
            Self::Closure(_, statements, value) => statements.is_empty() && value.is_small(),
            Self::Before(_, inner) => inner.is_small(),
        }
    }

    /// Laid out from a column, in a block that is indented by `indent`; `after` characters follow on its last line.
    pub fn laid(&self, indent: usize, column: usize, after: usize) -> String {
        self.laid_within(indent, column, after, DEPTH)
    }

    /// On several lines, even where one would do: the innermost brackets that hold more than one thing are broken.
    fn broken(&self, indent: usize, column: usize, after: usize, depth: usize) -> String {
        let Some(depth) = depth.checked_sub(1) else {
            return self.flat();
        };
        let Self::Call(head, args, tail) = self else {
            return self.laid_within(indent, column, after, depth);
        };
        if let [only @ Self::Call(..)] = args.as_slice() {
            let column = column + head.chars().count() + 1;
            let only = only.broken(indent, column, after + 1, depth);
            return format!("{head}({only}){tail}");
        }
        let inner = indent + 4;
        let pad = " ".repeat(inner);
        let count = args.len();
        let last = if head.ends_with('!') { "" } else { "," };
        let lines = args.iter().enumerate().map(|(at, arg)| {
            let comma = if at + 1 == count { last } else { "," };
            format!("{pad}{}{comma}\n", arg.laid_within(inner, inner, 1, depth))
        });
        let lines: String = lines.collect();
        format!("{head}(\n{lines}{}){tail}", " ".repeat(indent))
    }

    fn laid_within(&self, indent: usize, column: usize, after: usize, depth: usize) -> String {
        let Some(depth) = depth.checked_sub(1) else {
            return self.flat();
        };
        if self.fits(WIDTH.saturating_sub(column + after)) {
            return self.flat();
        }
        let inner = indent + 4;
        let pad = " ".repeat(inner);
        let close = " ".repeat(indent);
        let lines = |items: &[Self], last: &str| -> String {
            let count = items.len();
            let lines = items.iter().enumerate().map(|(at, item)| {
                let comma = if at + 1 == count { last } else { "," };
                format!("{pad}{}{comma}\n", item.laid_within(inner, inner, 1, depth))
            });
            lines.collect()
        };
        match self {
            Self::Text(text) => text.clone(),
            Self::Before(mark, held) => {
                let column = column + mark.chars().count();
                format!("{mark}{}", held.laid_within(indent, column, after, depth))
            }
            Self::Call(head, args, tail) => {
                let is_macro = head.ends_with('!');
                let overflows = match args.as_slice() {
                    [Self::Text(_)] | [] => false,
                    [_] => true,
                    [rest @ .., Self::Closure(..)] => rest.iter().all(Self::is_small),
                    _ => false,
                };
                if overflows && let Some((last, rest)) = args.split_last() {
                    let mut start = format!("{head}(");
                    for item in rest {
                        start.push_str(&format!("{}, ", item.flat()));
                    }
                    let at = column + start.chars().count();
                    let after = after + 1 + tail.chars().count();
                    // What is broken is broken inside, even where its inside would fit.
                    let last = match last {
                        Self::Call(..) if rest.is_empty() && last.is_small() => {
                            last.broken(indent, at, after, depth)
                        }
                        last => last.laid_within(indent, at, after, depth),
                    };
                    return format!("{start}{last}){tail}");
                }
                let last = if is_macro { "" } else { "," };
                format!("{head}(\n{}{close}){tail}", lines(args, last))
            }
            Self::Array(head, items) => match items.as_slice() {
                [only @ (Self::Struct(..) | Self::Call(..) | Self::Array(..))] => {
                    let at = column + head.chars().count() + 1;
                    let only = only.laid_within(indent, at, after + 1, depth);
                    format!("{head}[{only}]")
                }
                _ => format!("{head}[\n{}{close}]", lines(items, ",")),
            },
            Self::Struct(path, fields, base) => {
                let mut out = format!("{path} {{\n");
                for (name, value) in fields {
                    match is_short(name, value) {
                        true => out.push_str(&format!("{pad}{name},\n")),
                        false => {
                            let at = inner + name.chars().count() + 2;
                            let value = value.laid_within(inner, at, 1, depth);
                            out.push_str(&format!("{pad}{name}: {value},\n"));
                        }
                    }
                }
                if let Some(base) = base {
                    let base = base.laid_within(inner, inner + 2, 0, depth);
                    out.push_str(&format!("{pad}..{base}\n"));
                }
                format!("{out}{close}}}")
            }
            Self::Closure(params, statements, value) => {
                if let (true, Self::Struct(..)) = (statements.is_empty(), &**value) {
                    let column = column + params.chars().count() + 3;
                    let value = value.laid_within(indent, column, after, depth);
                    return format!("|{params}| {value}");
                }
                let mut out = format!("|{params}| {{\n");
                for statement in statements {
                    out.push_str(&format!("{pad}{statement}\n"));
                }
                let value = value.laid_within(inner, inner, 0, depth);
                if value != "()" {
                    out.push_str(&format!("{pad}{value}\n"));
                }
                format!("{out}{close}}}")
            }
        }
    }
}

fn is_short(name: &str, value: &Code) -> bool {
    matches!(value, Code::Text(text) if text == name)
}

fn body_of(fields: &[(String, Code)], base: Option<&Code>) -> String {
    let fields = fields
        .iter()
        .map(|(name, value)| match is_short(name, value) {
            true => name.clone(),
            false => format!("{name}: {}", value.flat()),
        });
    let base = base.map(|base| format!("..{}", base.flat()));
    fields.chain(base).collect::<Vec<_>>().join(", ")
}

/// `head value;` as a statement at an indentation.
pub fn statement(head: &str, value: &Code, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let flat = value.flat();
    let one = indent + head.chars().count() + flat.chars().count() + 1;
    if let (false, Code::Call(..) | Code::Text(_)) = (value.is_small() && one <= WIDTH, value)
        && head.ends_with("= ")
    {
        // The value goes to a line of its own where that is enough.
        let alone = indent + 4 + flat.chars().count() + 1;
        if value.is_small() && alone <= WIDTH {
            return format!("{pad}{}\n{pad}    {flat};", head.trim_end());
        }
    }
    let column = indent + head.chars().count();
    format!("{pad}{head}{};", value.laid(indent, column, 1))
}
