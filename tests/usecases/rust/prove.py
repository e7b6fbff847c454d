"""Proves the generated tests of the crates beside this file: writes them into a copy and runs them for real.

    python prove.py --binary BACKEND_MASTER --target FOLDER [--fast] [NAME...]

FOLDER is where cargo builds, one for all of them. In a copy `generate tests --write` is run for each crate, and then:
the tests are where they belong, nothing else was touched, a second run changes nothing, `cargo test` is green without
an ignored test, `cargo fmt --check` and clippy find nothing in what is new. Without `--fast` the outcomes of
`expected.toml` are broken one by one, and then the symbol in many small ways; all of the outcomes and 85 % of the rest
must turn red. Ends with 1 where a crate misses the bar. Never writes into the crates themselves.
Uses the standard library only.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KILLED_AT_LEAST = 0.85
SHIFTED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


@dataclass
class Result:
    name: str
    tests: int = 0
    outcomes: str = "-"
    killed: str = "-"
    problems: list[str] = field(default_factory=list)
    survivors: list[str] = field(default_factory=list)


@dataclass
class Edit:
    kind: str
    start: int
    end: int
    text: str


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--target", type=Path, required=True)
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    names = options.names or sorted(path.parent.name for path in HERE.glob("*/expected.toml"))
    environment = os.environ | {"CARGO_TARGET_DIR": str(options.target.resolve())}
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "usecases"
        # Cargo goes by times: what was built of a break must look older than the copy.
        ignored = shutil.ignore_patterns("target", "*.py", "__pycache__")
        shutil.copytree(HERE, workspace, ignore=ignored, copy_function=shutil.copy)
        prover = Prover(options.binary.resolve(), workspace, environment)
        results = [prover.prove(name) for name in names]
        green = [result for result in results if not result.problems]
        if green:
            prover.lint([result.name for result in green])
        for result in green if not options.fast else []:
            prover.measure(result)
    for result in results:
        print(f"{result.name:14} {result.tests} tests  outcomes {result.outcomes}  killed {result.killed}")
        for problem in result.problems:
            print(f"    {problem}")
        for survivor in result.survivors:
            print(f"    survives, {survivor}")
    for problem in prover.problems:
        print(problem)
    good = sum(not result.problems for result in results)
    print(f"{good} of {len(results)} use cases meet the bar")
    return 0 if good == len(results) and not prover.problems else 1


class Prover:
    def __init__(self, binary: Path, workspace: Path, environment: dict[str, str]) -> None:
        self.binary = binary
        self.workspace = workspace
        self.environment = environment
        self.problems: list[str] = []

    def run(self, command: list[str | Path], folder: Path | None = None) -> tuple[int, str]:
        done = subprocess.run(
            command,
            cwd=folder or self.workspace,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=900,
            check=False,
        )
        return done.returncode, done.stdout.decode(errors="replace")

    def prove(self, name: str) -> Result:
        result = Result(name)
        crate = self.workspace / name
        expected = tomllib.loads((crate / "expected.toml").read_text())
        before = contents(crate)
        generate = [self.binary, "generate", "tests", expected["target"], "--symbol", expected["symbol"], "--write"]
        code, first = self.run(generate, crate)
        if code != 0:
            result.problems.append(f"generate ended with {code}: {first}")
            return result
        after = contents(crate)
        self.run(generate, crate)
        if contents(crate) != after:
            result.problems.append("the second run changed something")
        if "not covered" in first:
            result.problems.append(first.strip())
        test_file = expected["test_file"]
        for path, text in after.items():
            if path != test_file and before.get(path) != text:
                result.problems.append(f"{path} was touched")
        if after.get(test_file) == before.get(test_file):
            result.problems.append(f"nothing in {test_file}: {first}")
            return result
        if test_file in before:
            self.keeps(before[test_file], after[test_file], result)
        code, output = self.test(name)
        passed = sum(map(int, re.findall(r"(\d+) passed", output)))
        ignored = sum(map(int, re.findall(r"(\d+) ignored", output)))
        result.tests = passed
        if code != 0 or ignored or not passed:
            result.problems.append(f"not green: {output[-3000:]}")
        return result

    def keeps(self, before: str, after: str, result: Result) -> None:
        """What stood in the file stands there still: all but the end of the module of tests comes first."""
        kept = before.rstrip()
        if "#[cfg(test)]" in before:
            kept = kept.removesuffix("}").rstrip()
        if not after.startswith(kept):
            result.problems.append("what stood in the file was changed")

    def test(self, name: str) -> tuple[int, str]:
        return self.run(["cargo", "test", "--quiet", "--package", name])

    def lint(self, names: list[str]) -> None:
        packages = [part for name in names for part in ("--package", name)]
        code, output = self.run(["cargo", "fmt", "--check", *packages])
        if code != 0:
            self.problems.append(f"rustfmt: {output}")
        code, output = self.run(
            ["cargo", "clippy", "--quiet", "--all-targets", *packages, "--", "-D", "warnings"],
        )
        if code != 0:
            self.problems.append(f"clippy: {output}")

    def measure(self, result: Result) -> None:
        crate = self.workspace / result.name
        expected = tomllib.loads((crate / "expected.toml").read_text())
        path = crate / expected["target"]
        source = path.read_text()

        def is_red(edit: Edit) -> bool | None:
            path.write_text(source[: edit.start] + edit.text + source[edit.end :])
            try:
                code, output = self.test(result.name)
            except subprocess.TimeoutExpired:
                return True
            finally:
                path.write_text(source)
            if "could not compile" in output:
                return None
            return code != 0

        asserted = 0
        for outcome in expected["outcomes"]:
            edit = broken(source, outcome)
            red = is_red(edit) if edit else None
            if red:
                asserted += 1
            elif red is None:
                result.problems.append(f"outcome cannot be broken: {outcome['id']}")
            else:
                result.problems.append(f"outcome not asserted: {outcome['id']}")
        result.outcomes = f"{asserted}/{len(expected['outcomes'])}"
        killed = measured = 0
        for edit in edits(source, expected["symbol"]):
            red = is_red(edit)
            if red is None:
                continue
            measured += 1
            killed += red
            if not red:
                line = source.count("\n", 0, edit.start) + 1
                result.survivors.append(f"line {line}: {edit.kind}: {source[edit.start:edit.end]} -> {edit.text}")
        result.killed = f"{killed}/{measured}"
        if killed < KILLED_AT_LEAST * measured:
            result.problems.append(f"{result.killed} mutants killed")


def contents(crate: Path) -> dict[str, str]:
    files = (path for path in sorted(crate.rglob("*")) if path.is_file())
    return {str(path.relative_to(crate)): path.read_text() for path in files}


def broken(source: str, outcome: dict[str, Any]) -> Edit | None:
    start = -1
    for _ in range(outcome.get("occurrence", 1)):
        start = source.find(outcome["exit"], start + 1)
    if start < 0:
        return None
    text = outcome["exit"]
    if change := outcome.get("change"):
        return Edit("outcome", start, start + len(text), text.replace(change["from"], change["to"], 1))
    return Edit("outcome", start, start + len(text), 'panic!("broken");')


def edits(source: str, symbol: str) -> list[Edit]:
    """Small breaks of a function: those that do not compile are not counted."""
    start, end = place(source, symbol)
    found: list[Edit] = []

    def put(kind: str, pattern: str, text: Any) -> None:
        for match in re.finditer(pattern, source[start:end], re.MULTILINE):
            given = text(match) if callable(text) else text
            found.append(Edit(kind, start + match.start(1), start + match.end(1), given))

    put("negated", r"\bif (?!let\b)([^{}=]+?) (?:\{|=>)", lambda match: f"!({match[1]})")
    put("dropped return", r"(return [^;]*;)", "")
    put("dropped call", r"^\s*([a-z_][\w.]*(?:\.\w+)*\([^;{}]*\)(?:\.await)?\??;)", "")
    put("shifted boundary", r"(?<=[\w)] )(<=|>=|<|>)(?= [\w(])", lambda match: SHIFTED[match[1]])
    put("changed constant", r"(?<![\w.\"'{])(\d+)(?![\w\"'])", lambda match: str(int(match[1]) + 1))
    put("swapped sign", r"(?<=[\w)] )([+-])(?=[ =])", lambda match: "-" if match[1] == "+" else "+")
    put("equal", r"(?<= )(==|!=)(?= )", lambda match: "!=" if match[1] == "==" else "==")
    put("swallowed failure", r"(\.await\?;)", ".await.ok();")
    return found


def place(source: str, symbol: str) -> tuple[int, int]:
    """Where the body of a function begins and ends."""
    name = symbol.rsplit(".", 1)[-1]
    heads = re.finditer(rf"\bfn {re.escape(name)}\b[^{{;]*(?=[{{;])", source)
    bodies = [head.end() for head in heads if source[head.end()] == "{"]
    if not bodies:
        return 0, 0
    start = at = bodies[0]
    depth = 0
    while at < len(source):
        depth += {"{": 1, "}": -1}.get(source[at], 0)
        at += 1
        if depth == 0:
            break
    return start, at


if __name__ == "__main__":
    sys.exit(main())
