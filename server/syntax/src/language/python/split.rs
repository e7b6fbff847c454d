//! The items of Python source, found from its logical lines; it never parses.

use super::lexer::{Line, LineKind, read_line, skip_spaces, word_at};
use crate::facts::ItemKind;
use crate::span::Span;
use crate::split::{OpenClass, RawItem, Start};

/// Splits text into items, one after another.
pub(crate) struct Splitter<'a> {
    src: &'a [u8],
    at: usize,
    /// The columns before `at`, where it is not the start of a line.
    indent: Option<u32>,
    offset: usize,
    index: u32,
    classes: Vec<OpenClass>,
    /// The end of what has been looked at.
    seen: usize,
}

impl<'a> Splitter<'a> {
    /// Starts at the first byte of `src`, which must be the first of a text or of an item.
    pub(crate) fn new(src: &'a str, start: Start) -> Self {
        let has_mark = start.offset == 0 && src.starts_with('\u{feff}');
        Self {
            src: src.as_bytes(),
            at: if has_mark { 3 } else { 0 },
            indent: start.indent,
            offset: start.offset as usize,
            index: start.index,
            classes: start.classes,
            seen: 0,
        }
    }

    /// Whether the last item depended on nothing after `src`, so that more text there could not have changed it.
    pub(crate) fn is_settled(&self) -> bool {
        self.seen < self.src.len()
    }

    /// The next item, or none at the end.
    pub(crate) fn next_item(&mut self) -> Option<RawItem> {
        loop {
            let line = self.take_line()?;
            match line.kind {
                LineKind::Blank => {}
                LineKind::Comment => return Some(self.comment(line)),
                LineKind::Code => return Some(self.code(line)),
            }
        }
    }

    fn take_line(&mut self) -> Option<Line> {
        let line = self.peek_line(self.at)?;
        self.at = line.next;
        self.indent = None;
        Some(line)
    }

    fn peek_line(&mut self, at: usize) -> Option<Line> {
        if at >= self.src.len() {
            self.seen = self.src.len();
            return None;
        }
        let indent = self.indent.filter(|_| at == self.at);
        let mut line = read_line(self.src, at, indent, &mut Vec::new());
        line.next = line.next.max(at + 1);
        self.seen = self.seen.max(line.next);
        Some(line)
    }

    /// The next line of code from `at` on.
    fn peek_code(&mut self, mut at: usize) -> Option<Line> {
        loop {
            let line = self.peek_line(at)?;
            if line.kind == LineKind::Code {
                return Some(line);
            }
            at = line.next;
        }
    }

    /// Comment lines that follow each other with the same indentation are one item.
    fn comment(&mut self, first: Line) -> RawItem {
        let mut end = first.end;
        while let Some(line) = self.peek_line(self.at) {
            if line.kind != LineKind::Comment || line.indent != first.indent {
                break;
            }
            end = line.end;
            self.at = line.next;
        }
        let around = |class: &&OpenClass| class.indent < first.indent;
        let parent = self.classes.iter().rev().find(around);
        let parent = parent.map(|class| class.head);
        self.item(ItemKind::Comment, first, end, parent)
    }

    fn code(&mut self, first: Line) -> RawItem {
        while let Some(class) = self.classes.last() {
            if first.indent > class.indent {
                break;
            }
            self.classes.pop();
        }
        let parent = self.classes.last().map(|class| class.head);
        let (head, mut end) = self.decorated(first);
        let word = head.map_or(Opener::Other, |line| self.opener(line));
        if let (Opener::Class, Some(head)) = (word, head) {
            if let Some(end) = self.class_head(first, head) {
                return self.item(ItemKind::TypeHead, first, end, parent);
            }
            end = self.rest(first, end, word);
            return self.item(ItemKind::TypeHead, first, end, parent);
        }
        end = self.rest(first, end, word);
        let kind = match (parent, word) {
            (Some(_), _) => ItemKind::Member,
            (None, Opener::Function) => ItemKind::Function,
            (None, _) => ItemKind::Statement,
        };
        self.item(kind, first, end, parent)
    }

    /// Steps over decorators to the line they decorate, if there is one, and gives the end of the last line taken.
    fn decorated(&mut self, first: Line) -> (Option<Line>, usize) {
        let mut line = first;
        while self.src.get(line.start) == Some(&b'@') {
            let Some(next) = self.peek_code(self.at) else {
                return (None, line.end);
            };
            let decorates = self.src.get(next.start) == Some(&b'@')
                || matches!(self.opener(next), Opener::Class | Opener::Function);
            if !decorates || next.indent != first.indent {
                return (None, line.end);
            }
            self.at = next.next;
            line = next;
        }
        (Some(line), line.end)
    }

    /// If the class has members, opens it and gives the end of its head: the header and a docstring or `pass`.
    fn class_head(&mut self, first: Line, header: Line) -> Option<usize> {
        let mut body = self.peek_code(self.at)?;
        if body.indent <= first.indent {
            return None;
        }
        let mut end = header.end;
        if body.only_strings {
            end = body.end;
            self.at = body.next;
        }
        if let Some(next) = self.peek_code(self.at) {
            body = next;
        }
        let is_empty = matches!(self.src.get(body.start..body.end), Some(b"pass" | b"..."));
        if is_empty && body.indent > first.indent && body.start >= self.at {
            end = body.end;
            self.at = body.next;
        }
        self.classes.push(OpenClass {
            head: self.index,
            indent: first.indent,
        });
        Some(end)
    }

    /// Takes the lines that belong to the item that `first` starts and gives the end of the last.
    fn rest(&mut self, first: Line, mut end: usize, opener: Opener) -> usize {
        let mut at = self.at;
        let mut trailing = true;
        while let Some(line) = self.peek_line(at) {
            match line.kind {
                LineKind::Blank => {}
                LineKind::Comment if trailing && line.indent > first.indent => {
                    // Also the last of the item, should no more code follow.
                    end = line.end;
                    self.at = line.next;
                }
                LineKind::Comment => trailing = false,
                LineKind::Code if self.continues(first, line, opener) => {
                    end = line.end;
                    self.at = line.next;
                    trailing = true;
                }
                LineKind::Code => break,
            }
            at = line.next;
        }
        end
    }

    fn continues(&self, first: Line, line: Line, opener: Opener) -> bool {
        if line.indent != first.indent {
            return line.indent > first.indent;
        }
        opener == Opener::Block
            && matches!(
                word_at(self.src, line.start),
                b"else" | b"elif" | b"except" | b"finally"
            )
    }

    fn opener(&self, line: Line) -> Opener {
        let word = word_at(self.src, line.start);
        match word {
            b"class" => Opener::Class,
            b"def" => Opener::Function,
            b"async" => {
                let next = skip_spaces(self.src, line.start + word.len());
                match word_at(self.src, next) {
                    b"def" => Opener::Function,
                    _ => Opener::Block,
                }
            }
            b"if" | b"for" | b"while" | b"try" | b"with" => Opener::Block,
            _ => Opener::Other,
        }
    }

    fn item(&mut self, kind: ItemKind, first: Line, end: usize, parent: Option<u32>) -> RawItem {
        self.index += 1;
        let in_file = |at: usize| u32::try_from(self.offset + at).unwrap_or(u32::MAX);
        RawItem {
            kind,
            span: Span::new(in_file(first.start), in_file(end)),
            parent,
            indent: first.indent,
            is_open: false,
        }
    }
}

/// What the first word of an item opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opener {
    Class,
    Function,
    /// A statement that `else` and its like may follow.
    Block,
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(src: &str) -> String {
        let mut splitter = Splitter::new(src, Start::default());
        let mut drawn = String::new();
        let mut index = 0;
        while let Some(item) = splitter.next_item() {
            let text = src[item.span.range()].replace('\n', "⏎").replace('\r', "␍");
            let parent = item
                .parent
                .map_or(String::new(), |parent| format!(" in {parent}"));
            drawn += &format!("{index} {:?}{parent}: {text}\n", item.kind);
            index += 1;
        }
        drawn
    }

    #[test]
    fn statements_and_functions() {
        let src = "\u{feff}import a; import b  # why\n# one\n# two\n\n# three\nif a:\n    x\n\n# inner\n    y\nelse:\n    z\n    # last\n# after\n@dec\n# between\n@dec(\n  1)\nasync def f():\n    pass\nx\n  unexpected\nelse: y\n@dec\nx = 1\n";
        assert_eq!(
            drawn(src),
            "0 Statement: import a; import b  # why
1 Comment: # one⏎# two
2 Comment: # three
3 Statement: if a:⏎    x⏎⏎# inner⏎    y⏎else:⏎    z⏎    # last
4 Comment: # after
5 Function: @dec⏎# between⏎@dec(⏎  1)⏎async def f():⏎    pass
6 Statement: x⏎  unexpected
7 Statement: else: y
8 Statement: @dec
9 Statement: x = 1
"
        );
    }

    #[test]
    fn classes() {
        let src = "class A: pass\n@dec\nclass B(\n  A\n):  # why\n    '''Doc.'''\n    # note\n    x: int = 1\n    class C:\n        y = 2\n\n        def f(self):\n            return (\n    def g(self): ...\n# out\n    @property\n    def h(self):\n        pass\nclass D:\n  'Doc.'\n  pass\nclass E:\n    pass\nclass F\n    z: int\nw\n";
        assert_eq!(
            drawn(src),
            "0 TypeHead: class A: pass
1 TypeHead: @dec⏎class B(⏎  A⏎):  # why⏎    '''Doc.'''
2 Comment in 1: # note
3 Member in 1: x: int = 1
4 TypeHead in 1: class C:
5 Member in 4: y = 2
6 Member in 4: def f(self):⏎            return (
7 Member in 1: def g(self): ...
8 Comment: # out
9 Member in 1: @property⏎    def h(self):⏎        pass
10 TypeHead: class D:⏎  'Doc.'⏎  pass
11 TypeHead: class E:⏎    pass
12 TypeHead: class F
13 Member in 12: z: int
14 Statement: w
"
        );
    }
}
