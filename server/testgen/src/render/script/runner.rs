//! What the test runners call the same things; it decides nothing about outcomes.

use crate::style::script::{Runner, Style};

/// How a stand-in answers.
pub enum Behaviour {
    Value(String),
    /// Throws what is given.
    Throws(String),
    /// What a function of the parameters gives.
    Function(String, String),
    /// One answer after another.
    Sequence(Vec<String>),
}

impl Style {
    /// A new stand-in for a function; `ty` is what it stands in for, where the file has types.
    pub fn stand_in(&self, ty: Option<&str>) -> String {
        match self.runner {
            Runner::Vitest => "vi.fn()".to_owned(),
            Runner::Jest => "jest.fn()".to_owned(),
            Runner::Mocha | Runner::Node => match ty {
                Some(ty) => format!("mock.fn<{ty}>()"),
                None => "mock.fn()".to_owned(),
            },
        }
    }

    fn keeps_calls_apart(&self) -> bool {
        matches!(self.runner, Runner::Mocha | Runner::Node)
    }

    /// The statement after which a stand-in answers so.
    pub fn answers(&self, place: &str, behaviour: &Behaviour, is_async: bool) -> String {
        let promise = |value: &str| match is_async {
            true => format!("Promise.resolve({value})"),
            false => value.to_owned(),
        };
        let failing = |error: &str| match is_async {
            true => format!("() => Promise.reject({error})"),
            false => format!("() => {{ throw {error}; }}"),
        };
        if self.keeps_calls_apart() {
            let body = match behaviour {
                Behaviour::Value(value) => format!("() => {}", in_arrow(&promise(value))),
                Behaviour::Throws(error) => failing(error),
                Behaviour::Function(params, value) => {
                    format!("({params}) => {}", in_arrow(&promise(value)))
                }
                Behaviour::Sequence(values) => {
                    let lines = values.iter().enumerate().map(|(at, value)| {
                        let answer = in_arrow(&promise(value));
                        format!("{place}.mock.mockImplementationOnce(() => {answer}, {at})")
                    });
                    return lines.collect::<Vec<_>>().join(";\n");
                }
            };
            return format!("{place}.mock.mockImplementation({body})");
        }
        match behaviour {
            Behaviour::Value(value) if is_async => format!("{place}.mockResolvedValue({value})"),
            Behaviour::Value(value) => format!("{place}.mockReturnValue({value})"),
            Behaviour::Throws(error) if is_async => format!("{place}.mockRejectedValue({error})"),
            Behaviour::Throws(error) => format!("{place}.mockImplementation({})", failing(error)),
            Behaviour::Function(params, value) => {
                format!(
                    "{place}.mockImplementation(({params}) => {})",
                    in_arrow(&promise(value))
                )
            }
            Behaviour::Sequence(values) => {
                let once = match is_async {
                    true => "mockResolvedValueOnce",
                    false => "mockReturnValueOnce",
                };
                let calls = values.iter().map(|value| format!(".{once}({value})"));
                format!("{place}{}", calls.collect::<String>())
            }
        }
    }

    pub fn uses_expect(&self) -> bool {
        matches!(self.runner, Runner::Vitest | Runner::Jest)
    }

    pub fn equal(&self, actual: &str, expected: &str) -> String {
        let is_plain = is_plain(expected);
        if !self.uses_expect() {
            let assertion = if is_plain { "equal" } else { "deepEqual" };
            return format!("assert.{assertion}({actual}, {expected})");
        }
        let matcher = match expected {
            "null" => return format!("expect({actual}).toBeNull()"),
            "undefined" => return format!("expect({actual}).toBeUndefined()"),
            _ if is_plain => "toBe",
            _ => "toEqual",
        };
        format!("expect({actual}).{matcher}({expected})")
    }

    pub fn identical(&self, actual: &str, expected: &str) -> String {
        match self.uses_expect() {
            true => format!("expect({actual}).toBe({expected})"),
            false => format!("assert.equal({actual}, {expected})"),
        }
    }

    pub fn not_equal(&self, actual: &str, unexpected: &str) -> String {
        match self.uses_expect() {
            true => format!("expect({actual}).not.toBe({unexpected})"),
            false => format!("assert.notEqual({actual}, {unexpected})"),
        }
    }

    pub fn called_with(&self, place: &str, args: &str) -> String {
        match self.uses_expect() {
            true => format!("expect({place}).toHaveBeenCalledWith({args})"),
            false => self.all_calls(place, &[args.to_owned()]),
        }
    }

    pub fn all_calls(&self, place: &str, calls: &[String]) -> String {
        let calls: Vec<String> = calls.iter().map(|args| format!("[{args}]")).collect();
        let calls = format!("[{}]", calls.join(", "));
        match self.uses_expect() {
            true => format!("expect({place}.mock.calls).toEqual({calls})"),
            false => format!(
                "assert.deepEqual({place}.mock.calls.map((call) => call.arguments), {calls})"
            ),
        }
    }

    pub fn called_times(&self, place: &str, times: usize) -> String {
        match self.uses_expect() {
            true => format!("expect({place}).toHaveBeenCalledTimes({times})"),
            false => format!("assert.equal({place}.mock.callCount(), {times})"),
        }
    }

    pub fn not_called(&self, place: &str) -> String {
        match self.uses_expect() {
            true => format!("expect({place}).not.toHaveBeenCalled()"),
            false => self.called_times(place, 0),
        }
    }

    /// That an error leaves the call, and what it is. `details` are its parts and their values.
    pub fn raises(
        &self,
        call: &str,
        is_async: bool,
        class: Option<&str>,
        details: &[(String, String)],
        twice: bool,
    ) -> Vec<String> {
        if !self.uses_expect() {
            return self.asserts_error(call, is_async, class, details);
        }
        let braced: Vec<String> = details
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        let braced = super::writer::braces(&braced);
        match (is_async, class, details) {
            (true, Some(class), []) => {
                vec![format!(
                    "await expect({call}).rejects.toBeInstanceOf({class})"
                )]
            }
            (false, Some(class), []) => vec![format!("expect(() => {call}).toThrow({class})")],
            (true, class, _) => {
                let caught = match self.is_typed {
                    true => "(caught: unknown) => caught",
                    false => "(caught) => caught",
                };
                let mut lines = vec![
                    format!("const error = await {call}.catch({caught})"),
                    String::new(),
                ];
                lines.extend(class.map(|class| format!("expect(error).toBeInstanceOf({class})")));
                lines.push(format!("expect(error).toMatchObject({braced})"));
                lines
            }
            (false, class, details) => {
                let message = details
                    .iter()
                    .find(|(name, _)| name == "message")
                    .map(|(_, value)| value);
                let mut lines = Vec::new();
                match (class, message, twice) {
                    (Some(class), Some(message), true) => {
                        let returns = if self.is_typed { ": unknown" } else { "" };
                        lines.push(format!("const act = (){returns} => {call}"));
                        lines.push(String::new());
                        lines.push(format!("expect(act).toThrow({class})"));
                        lines.push(format!("expect(act).toThrow({message})"));
                    }
                    (Some(class), _, _) => {
                        lines.push(format!("expect(() => {call}).toThrow({class})"))
                    }
                    (None, Some(message), _) => {
                        lines.push(format!("expect(() => {call}).toThrow({message})"));
                    }
                    (None, None, _) => {}
                }
                lines
            }
        }
    }

    fn asserts_error(
        &self,
        call: &str,
        is_async: bool,
        class: Option<&str>,
        details: &[(String, String)],
    ) -> Vec<String> {
        let (verb, act) = match is_async {
            true => ("await assert.rejects", call.to_owned()),
            false => ("assert.throws", format!("() => {call}")),
        };
        if let (Some(class), []) = (class, details) {
            return vec![format!("{verb}({act}, {class})")];
        }
        let mut lines = vec![match self.is_typed {
            true => format!("{verb}({act}, (error: unknown) => {{"),
            false => format!("{verb}({act}, (error) => {{"),
        }];
        if let Some(class) = class {
            lines.push(format!("  assert.ok(error instanceof {class})"));
        }
        for (name, value) in details {
            let target = match class {
                Some(_) => format!("error.{name}"),
                None if self.is_typed => format!("(error as Error).{name}"),
                None => format!("error.{name}"),
            };
            lines.push(format!("  {}", self.equal(&target, value)));
        }
        lines.push("  return true".to_owned());
        lines.push("})".to_owned());
        lines
    }
}

/// An object written in place needs brackets where it is what an arrow gives.
fn in_arrow(value: &str) -> String {
    match value.starts_with('{') {
        true => format!("({value})"),
        false => value.to_owned(),
    }
}

/// Whether a written value is the same wherever it is written.
fn is_plain(value: &str) -> bool {
    let first = value.chars().next().unwrap_or('{');
    !(value.starts_with("new ") || matches!(first, '{' | '['))
}
