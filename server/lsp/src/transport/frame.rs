//! Cuts the input into message bodies by their `Content-Length` headers.
//! Never allocates what a header merely announces, and never looks into a body.

use std::io::{BufRead, BufReader, Read};

/// The longest body accepted, in bytes.
/// Far above any real document, far below what would endanger the machine.
const BODY_LIMIT: u64 = 256 << 20;
/// The longest block of header lines accepted, in bytes.
const HEADER_LIMIT: u64 = 64 << 10;
const READ_BUFFER: usize = 64 << 10;

/// What the input holds next.
#[derive(Debug, PartialEq)]
pub enum Frame {
    /// The bytes of one message, without its header.
    Body(Vec<u8>),
    /// The input has ended, perhaps inside a message.
    End,
    /// The input can no longer be cut into messages, with the reason.
    Broken(&'static str),
}

/// Reads frames one after another.
pub struct Frames<R> {
    input: BufReader<R>,
}

impl<R: Read> Frames<R> {
    pub fn new(input: R) -> Self {
        Self {
            input: BufReader::with_capacity(READ_BUFFER, input),
        }
    }

    /// Gives the next frame; waits until it is complete.
    /// After `End` and `Broken` nothing meaningful follows.
    pub fn next(&mut self) -> Frame {
        match self.header() {
            Header::Length(length) => self.body(length),
            Header::End => Frame::End,
            Header::Broken(why) => Frame::Broken(why),
        }
    }

    fn header(&mut self) -> Header {
        let mut length = None;
        let mut seen_field = false;
        let mut left = HEADER_LIMIT;
        let mut line = Vec::new();
        loop {
            line.clear();
            let Ok(read) = self.input.by_ref().take(left).read_until(b'\n', &mut line) else {
                return Header::End;
            };
            left = left.saturating_sub(read as u64);
            if !line.ends_with(b"\n") {
                return match left {
                    0 => Header::Broken("the header is too long"),
                    _ => Header::End,
                };
            }
            let field = line.trim_ascii();
            if field.is_empty() {
                match length {
                    Some(length) => return Header::Length(length),
                    None if seen_field => return Header::Broken("there is no Content-Length"),
                    // A stray line end between two messages is harmless.
                    None => continue,
                }
            }
            seen_field = true;
            match content_length(field) {
                Field::Length(found) => length = Some(found),
                Field::Other => {}
                Field::Broken(why) => return Header::Broken(why),
            }
        }
    }

    fn body(&mut self, length: u64) -> Frame {
        // The vector grows with what arrives, so an announced length alone costs nothing.
        let mut body = Vec::new();
        match self.input.by_ref().take(length).read_to_end(&mut body) {
            Ok(read) if read as u64 == length => Frame::Body(body),
            _ => Frame::End,
        }
    }
}

/// Puts the header in front of a body.
pub fn framed(body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

enum Header {
    Length(u64),
    End,
    Broken(&'static str),
}

enum Field {
    Length(u64),
    Other,
    Broken(&'static str),
}

fn content_length(field: &[u8]) -> Field {
    let mut parts = field.splitn(2, |byte| *byte == b':');
    let (Some(name), Some(value)) = (parts.next(), parts.next()) else {
        return Field::Broken("a header line has no colon");
    };
    if !name.trim_ascii().eq_ignore_ascii_case(b"content-length") {
        return Field::Other;
    }
    let value = value.trim_ascii();
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return Field::Broken("Content-Length is not a number");
    }
    let length = std::str::from_utf8(value)
        .ok()
        .and_then(|digits| digits.parse().ok());
    match length {
        Some(length) if length <= BODY_LIMIT => Field::Length(length),
        _ => Field::Broken("Content-Length is above 256 MiB"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(input: &[u8]) -> Vec<Frame> {
        let mut frames = Frames::new(input);
        let mut all = Vec::new();
        loop {
            all.push(frames.next());
            if !matches!(all.last(), Some(Frame::Body(_))) {
                return all;
            }
        }
    }

    fn body(text: &str) -> Frame {
        Frame::Body(text.as_bytes().to_vec())
    }

    #[test]
    fn bodies_follow_one_another() {
        let input = [framed(b"{}"), framed(b""), framed("é".as_bytes())].concat();
        assert_eq!(
            frames(&input),
            [body("{}"), body(""), body("é"), Frame::End]
        );
    }

    #[test]
    fn names_match_in_any_case_and_other_fields_are_skipped() {
        for header in [
            "content-length: 2\r\n\r\n",
            "CONTENT-LENGTH:2\r\n\r\n",
            "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n",
            "Content-Length: 2\n\n",
            "\r\n\r\nContent-Length: 2\r\n\r\n",
        ] {
            let input = format!("{header}{{}}");
            assert_eq!(
                frames(input.as_bytes()),
                [body("{}"), Frame::End],
                "{header:?}"
            );
        }
    }

    #[test]
    fn input_that_ends_early_is_an_end() {
        for input in [
            "",
            "Content-Le",
            "Content-Length: 5\r\n",
            "Content-Length: 5\r\n\r\n{}",
        ] {
            assert_eq!(frames(input.as_bytes()), [Frame::End], "{input:?}");
        }
    }

    #[test]
    fn unusable_headers_break_the_stream() {
        for input in [
            "garbage\r\n\r\n",
            "Content-Length: abc\r\n\r\n{}",
            "Content-Length: -5\r\n\r\n{}",
            "Content-Length: \r\n\r\n{}",
            "Content-Length: 268435457\r\n\r\n{}",
            "Content-Length: 9000000000000000000\r\n\r\n{}",
            "Content-Length: 99999999999999999999999999\r\n\r\n{}",
            "Content-Type: x\r\n\r\n{}",
        ] {
            let all = frames(input.as_bytes());
            assert!(
                matches!(all[..], [Frame::Broken(_)]),
                "{input:?} gave {all:?}"
            );
        }
    }

    #[test]
    fn an_endless_header_line_is_cut_off() {
        let mut frames = Frames::new(std::io::repeat(b'a'));
        assert!(matches!(frames.next(), Frame::Broken(_)));
    }
}
