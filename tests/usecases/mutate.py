"""Measures what a test file proves: breaks a symbol in many small ways and counts the breaks its tests notice.

    python mutate.py PROJECT TARGET SYMBOL [--expected FILE] [--jobs N] [--timeout SECONDS] -- COMMAND...

PROJECT is copied to a temporary folder, TARGET (relative to it) is changed there, and COMMAND is run in it;
a mutant is killed when COMMAND ends with another code than 0. SYMBOL is a function, a class or `Class.method`.
With `--expected`, the outcomes listed in that file are broken one by one as well.
Prints one JSON object. Ends with 2 when COMMAND fails before anything was changed, else with 0.
Uses the standard library only; line and branch figures need `coverage` beside the runner of COMMAND.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

IGNORED = shutil.ignore_patterns("__pycache__", ".pytest_cache", ".venv", ".git", ".coverage*", "*.pyc")
SHIFTED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
SIGNS: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
LOGGERS = {"logger", "logging", "log", "_logger", "_log"}
LOG_LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Edit:
    """Replaces the bytes from `start` to `end` of a source."""

    kind: str
    line: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Mutant:
    edit: Edit
    was: str
    source: bytes


class Source:
    """A Python source and where its nodes lie in its bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.tree = ast.parse(data)
        self._line_starts = [0]
        for line in data.splitlines(keepends=True):
            self._line_starts.append(self._line_starts[-1] + len(line))

    def span(self, node: ast.AST) -> tuple[int, int]:
        start = self._line_starts[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
        end = self._line_starts[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]
        return start, end

    def text(self, node: ast.AST) -> str:
        start, end = self.span(node)
        return self.data[start:end].decode()

    def replace(self, kind: str, node: ast.AST, text: str) -> Edit:
        start, end = self.span(node)
        return Edit(kind, node.lineno, start, end, text)  # type: ignore[attr-defined]

    def mutant(self, edit: Edit) -> Mutant | None:
        """The source with the edit, or None where that is no Python."""
        data = self.data[: edit.start] + edit.text.encode() + self.data[edit.end :]
        try:
            compile(data, "mutant", "exec")
        except (SyntaxError, ValueError):
            return None
        return Mutant(edit, self.data[edit.start : edit.end].decode(), data)


def main(arguments: Sequence[str]) -> int:
    options = parse_arguments(arguments)
    report = measure(
        options.project,
        options.target,
        options.symbol,
        options.command,
        expected=options.expected,
        jobs=options.jobs,
        timeout=options.timeout,
    )
    if report is None:
        print(f"{options.target} has no {options.symbol}", file=sys.stderr)
        return 2
    print(json.dumps(report, indent=2))
    return 0 if report["baseline"] == "green" else 2


def measure(
    project: Path,
    target: str,
    symbol_name: str,
    command: list[str],
    *,
    expected: Path | None = None,
    jobs: int = 1,
    timeout: float = 60.0,
) -> dict[str, Any] | None:
    """The report as it is printed; None where the target has no such symbol."""
    source = Source((project / target).read_bytes())
    symbol = find_symbol(source.tree, symbol_name)
    if symbol is None:
        return None
    runner = Runner(project, Path(target), command, timeout)
    report: dict[str, Any] = {"target": target, "symbol": symbol_name}
    baseline = runner.run(source.data)
    if baseline.returncode != 0:
        return report | {"baseline": "red", "output": baseline.stdout[-4000:]}
    report["baseline"] = "green"
    mutants = [mutant for edit in edits(source, symbol) if (mutant := source.mutant(edit))]
    killed = runner.kills([mutant.source for mutant in mutants], jobs)
    report |= {
        "total": len(mutants),
        "killed": sum(killed),
        "survivors": [describe(mutant) for mutant, dead in zip(mutants, killed, strict=True) if not dead],
    }
    if expected:
        report["outcomes"] = check_outcomes(source, symbol, expected, runner, jobs)
    measured = runner.coverage(source, symbol)
    if measured is not None:
        report["coverage"] = measured
    return report


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mutate.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("project", type=Path)
    parser.add_argument("target", help="the file to change, relative to the project")
    parser.add_argument("symbol", help="function, class or Class.method")
    parser.add_argument("--expected", type=Path, help="a TOML file with [[outcomes]]")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds a run may take")
    if "--" not in arguments:
        parser.error("the test command is missing: -- COMMAND...")
    cut = list(arguments).index("--")
    options = parser.parse_args(arguments[:cut])
    options.command = list(arguments[cut + 1 :])
    if not options.command:
        parser.error("the test command is empty")
    return options


def find_symbol(tree: ast.Module, name: str) -> ast.AST | None:
    node: ast.AST | None = tree
    for part in name.split("."):
        body = getattr(node, "body", [])
        node = next((child for child in body if getattr(child, "name", None) == part), None)
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            return None
    return node


# --- mutants ---------------------------------------------------------------------------------------------------------


def edits(source: Source, symbol: ast.AST) -> Iterator[Edit]:
    for node in code_nodes(symbol):
        match node:
            case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test) | ast.Assert(test=test):
                yield source.replace("negated condition", test, f"(not ({source.text(test)}))")
            case ast.match_case(guard=guard) if guard is not None:
                yield source.replace("negated condition", guard, f"(not ({source.text(guard)}))")
            case ast.comprehension(ifs=ifs):
                for test in ifs:
                    yield source.replace("negated condition", test, f"(not ({source.text(test)}))")
            case ast.BoolOp(values=values):
                for value in values:
                    yield source.replace("negated condition", value, f"(not ({source.text(value)}))")
            case ast.Raise():
                yield source.replace("dropped raise", node, "pass")
            case ast.Return(value=value):
                yield from swapped_return(source, node, value)
            case ast.Expr(value=value) if called(value) is not None and not is_logging(value):
                yield source.replace("dropped call", node, "pass")
            case ast.Compare():
                yield from shifted_boundaries(source, node)
            case ast.Constant(value=value):
                text = changed_constant(value)
                if text is not None:
                    yield source.replace("changed constant", node, text)


def code_nodes(symbol: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run: no annotation, documentation, decorator, log call, nor text made for people."""
    pending = [symbol]
    while pending:
        node = pending.pop()
        yield node
        children: list[ast.AST] = []
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "decorator_list", "type_params", "type_comment"):
                continue
            values = value if isinstance(value, list) else [value]
            children.extend(child for child in values if isinstance(child, ast.AST) and not is_prose(node, child))
        pending.extend(reversed(children))


def is_prose(parent: ast.AST, child: ast.AST) -> bool:
    """Documentation, log lines and messages of errors: tests must not depend on their words."""
    match parent, child:
        case ast.Expr(), ast.Constant():
            return True
        case ast.Expr(), ast.expr():
            return is_logging(child)
        case ast.Raise(exc=ast.Call(args=arguments)), ast.Call():
            return bool(arguments) and all(is_message(argument) for argument in arguments)
    return False


def is_message(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return True
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value


def called(node: ast.expr) -> ast.Call | None:
    inner = node.value if isinstance(node, ast.Await) else node
    return inner if isinstance(inner, ast.Call) else None


def is_logging(node: ast.expr) -> bool:
    call = called(node)
    if call is None:
        return False
    if isinstance(call.func, ast.Name):
        return call.func.id == "print"
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in LOG_LEVELS:
        return False
    owner = call.func.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", None)
    return name in LOGGERS


def swapped_return(source: Source, node: ast.Return, value: ast.expr | None) -> Iterator[Edit]:
    match value:
        case None:
            yield source.replace("swapped return", node, "pass")
        case ast.Constant(value=None):
            yield source.replace("swapped return", value, "object()")
        case ast.Constant(value=bool()):
            pass  # Changed as a constant.
        case _:
            # The expression still runs, so that only what is returned differs.
            yield source.replace("swapped return", value, f"[{source.text(value)}, None][1]")


def shifted_boundaries(source: Source, node: ast.Compare) -> Iterator[Edit]:
    left: ast.expr = node.left
    for operator, right in zip(node.ops, node.comparators, strict=True):
        start, end = source.span(left)[1], source.span(right)[0]
        between = source.data[start:end].decode()
        sign = SIGNS.get(type(operator))
        if sign is not None:
            yield Edit("shifted boundary", node.lineno, start, end, between.replace(sign, SHIFTED[sign], 1))
        left = right


def changed_constant(value: object) -> str | None:
    match value:
        case bool():
            return str(not value)
        case int() | float():
            return repr(value + 1)
        case str():
            return changed_text(value)
        case bytes():
            return repr(value + b"x")
    return None


def changed_text(value: str) -> str:
    """Another text of the same kind, so that a number in quotes stays one."""
    try:
        return repr(str(float(value) + 1) if "." in value else str(int(value) + 1))
    except ValueError:
        return repr(value + "x")


def describe(mutant: Mutant) -> dict[str, object]:
    edit = mutant.edit
    return {"line": edit.line, "kind": edit.kind, "was": mutant.was, "now": edit.text}


# --- outcomes --------------------------------------------------------------------------------------------------------


def check_outcomes(source: Source, symbol: ast.AST, expected: Path, runner: Runner, jobs: int) -> dict[str, object]:
    outcomes = tomllib.loads(expected.read_text())["outcomes"]
    broken: list[tuple[str, bytes]] = []
    unknown: list[str] = []
    for outcome in outcomes:
        edit = break_outcome(source, symbol, outcome)
        mutant = source.mutant(edit) if edit else None
        if mutant is None:
            unknown.append(outcome["id"])
        else:
            broken.append((outcome["id"], mutant.source))
    killed = runner.kills([data for _, data in broken], jobs)
    missing = [name for (name, _), dead in zip(broken, killed, strict=True) if not dead]
    return {"total": len(outcomes), "asserted": sum(killed), "missing": missing, "not_found": unknown}


def break_outcome(source: Source, symbol: ast.AST, outcome: dict[str, object]) -> Edit | None:
    """Changes only this outcome: an own replacement where the file gives one, else another error, value or nothing."""
    if isinstance(change := outcome.get("change"), dict):
        start, end = source.span(symbol)
        at = source.data.find(change["from"].encode(), start, end)
        if at < 0:
            return None
        line = source.data.count(b"\n", 0, at) + 1
        return Edit("outcome", line, at, at + len(change["from"].encode()), change["to"])
    wanted = " ".join(str(outcome["exit"]).split())
    found = [
        node
        for node in ast.walk(symbol)
        if isinstance(node, ast.stmt) and " ".join(source.text(node).split()) == wanted
    ]
    found.sort(key=lambda node: node.lineno)
    index = int(str(outcome.get("occurrence", 1))) - 1
    if index >= len(found):
        return None
    statement = found[index]
    match statement:
        case ast.Raise(cause=cause):
            keep = f" from {source.text(cause)}" if cause else ""
            return source.replace("outcome", statement, f"raise RuntimeError('changed'){keep}")
        case ast.Return(value=value) if value is not None:
            return source.replace("outcome", statement, f"return [{source.text(value)}, object()][1]")
        case ast.Return():
            return source.replace("outcome", statement, "raise RuntimeError('changed')")
    return source.replace("outcome", statement, "pass")


# --- running ---------------------------------------------------------------------------------------------------------


class Runner:
    """Runs the test command over copies of the project."""

    def __init__(self, project: Path, target: Path, command: list[str], timeout: float) -> None:
        self.project = project
        self.target = target
        self.command = command
        self.timeout = timeout

    def run(self, data: bytes) -> subprocess.CompletedProcess[str]:
        with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
            return self._run_in(self._copy(folder, data), self.command)

    def kills(self, sources: Sequence[bytes], jobs: int) -> list[bool]:
        with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
            return [done.returncode != 0 for done in pool.map(self.run, sources)]

    def coverage(self, source: Source, symbol: ast.AST) -> dict[str, object] | None:
        """Lines and branches of the symbol; None where `coverage` is not installed."""
        if len(self.command) < 3 or self.command[1] != "-m":
            return None
        python, rest = self.command[0], self.command[1:]
        with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
            copy = self._copy(folder, source.data)
            measured = [python, "-m", "coverage", "run", "--branch", f"--include={copy / self.target}", *rest]
            if self._run_in(copy, measured).returncode != 0:
                return None
            self._run_in(copy, [python, "-m", "coverage", "json", "-q", "-o", "coverage.json"])
            output = copy / "coverage.json"
            if not output.is_file():
                return None
            files = json.loads(output.read_text())["files"]
        return within(next(iter(files.values())), symbol) if files else None

    def _copy(self, folder: str, data: bytes) -> Path:
        copy = Path(folder).resolve() / "project"
        shutil.copytree(self.project, copy, ignore=IGNORED)
        (copy / self.target).write_bytes(data)
        return copy

    def _run_in(self, folder: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
        # No byte code: a stale one would hide a mutant of the same size and second.
        environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
        try:
            return subprocess.run(
                command,
                cwd=folder,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                text=True,
                timeout=self.timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(command, 124, "timed out")


def within(file: dict[str, list[int]], symbol: ast.AST) -> dict[str, object]:
    first, last = symbol.lineno, symbol.end_lineno  # type: ignore[attr-defined]
    executed = [line for line in file["executed_lines"] if first <= line <= last]
    missing = [line for line in file["missing_lines"] if first <= line <= last]
    taken = [branch for branch in file["executed_branches"] if first <= branch[0] <= last]  # type: ignore[index]
    untaken = [branch for branch in file["missing_branches"] if first <= branch[0] <= last]  # type: ignore[index]
    return {
        "lines": percent(len(executed), len(missing)),
        "branches": percent(len(taken), len(untaken)),
        "missing_lines": missing,
        "missing_branches": untaken,
    }


def percent(done: int, missed: int) -> float:
    return round(100 * done / (done + missed), 1) if done + missed else 100.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
