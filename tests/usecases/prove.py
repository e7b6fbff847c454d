"""Proves the generated tests: writes them for every use case beside this file and runs them for real.

    python prove.py --binary BACKEND_MASTER --python PYTHON [--jobs N] [--json FILE] [--fast] [NAME...]

PYTHON has pytest, pytest-asyncio, anyio, ruff, mypy and what the projects import; `coverage` is used where it has it.
Each project is copied, `generate tests --write` is run in the copy, and then:
the file is where it belongs, nothing but tests was touched, a second run changes nothing, what was there is kept,
the project's whole suite is green without a skip, every new test asserts something, every outcome of `expected.toml`
is asserted, linters find nothing new in the file, and `mutate.py` says how many mutants die and which lines and
branches run. Ends with 1 when a project misses the bar. Never writes into the projects themselves. `--fast` leaves the
mutants and the type checker out.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree
from typing import Any

import mutate

HERE = Path(__file__).resolve().parent
QUIET = ["-q", "-p", "no:cacheprovider"]
KILLED_AT_LEAST = 90.0
LINES_AT_LEAST = 100.0
BRANCHES_AT_LEAST = 95.0
# What careful projects select besides ruff's own choice, which is asked for as well.
RUFF_RULES = "E,F,W,I,B,N,PT,SIM,ANN,UP,RET,RUF,C4,PIE,ARG"


@dataclass
class Result:
    name: str
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0
    tests: int = 0
    outcomes: str = ""
    killed: str = ""
    lines: float | None = None
    branches: float | None = None
    left_out: list[str] = field(default_factory=list)
    survivors: list[dict[str, object]] = field(default_factory=list)
    output: str = ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="prove.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--binary", required=True, type=Path)
    parser.add_argument("--python", required=True, type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", type=Path, help="where the whole report goes")
    parser.add_argument("--fast", action="store_true", help="no mutants")
    parser.add_argument("names", nargs="*", help="projects; all of them without a name")
    options = parser.parse_args()
    # Not resolved: the interpreter of an environment is a link, and its place is what makes the environment.
    options.python = options.python.absolute()
    options.binary = options.binary.absolute()
    names = options.names or sorted(path.parent.name for path in HERE.glob("*/expected.toml"))
    with ThreadPoolExecutor(max_workers=max(1, options.jobs)) as pool:
        results = list(pool.map(lambda name: prove(name, options), names))
    print_table(results)
    if options.json:
        options.json.write_text(json.dumps([vars(result) for result in results], indent=2) + "\n")
    return 1 if any(result.problems for result in results) else 0


def prove(name: str, options: argparse.Namespace) -> Result:
    result = Result(name)
    expected = tomllib.loads((HERE / name / "expected.toml").read_text())
    with tempfile.TemporaryDirectory(prefix="prove-") as folder:
        project = Path(folder).resolve() / name
        copytree(HERE / name, project, ignore=mutate.IGNORED)
        before = contents(project)
        if not generate(project, expected, options.binary, result):
            return result
        check_placement(project, before, expected, result)
        if not result.problems or (project / expected["test_file"]).is_file():
            run_suite(project, expected, options.python, result)
            check_assertions(project, before, expected, result)
            lint(project, expected, options, result)
            if not options.fast and not any(problem.startswith("not green") for problem in result.problems):
                measure(project, expected, options.python, result)
    return result


# --- generating ------------------------------------------------------------------------------------------------------


def generate(project: Path, expected: dict[str, Any], binary: Path, result: Result) -> bool:
    command = [str(binary), "generate", "tests", expected["target"], "--symbol", expected["symbol"], "--write"]
    started = time.monotonic()
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=60, check=False)
    result.seconds = round(time.monotonic() - started, 3)
    result.output = (done.stdout + done.stderr).strip()
    result.left_out = [line for line in done.stdout.splitlines() if "not covered" in line or "left out" in line]
    if done.returncode != 0:
        result.problems.append(f"generate ended with {done.returncode}")
        return False
    after_first = contents(project)
    again = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=60, check=False)
    if again.returncode != 0:
        result.problems.append(f"the second run ended with {again.returncode}")
    if contents(project) != after_first:
        result.problems.append("the second run changed something")
    return True


def contents(project: Path) -> dict[str, str]:
    files = (path for path in project.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(project)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def check_placement(project: Path, before: dict[str, str], expected: dict[str, Any], result: Result) -> None:
    after = contents(project)
    test_file = expected["test_file"]
    if test_file not in after:
        new = sorted(set(after) - set(before))
        result.problems.append(f"no {test_file}; new: {', '.join(new) or 'nothing'}")
    for path, digest in before.items():
        if after.get(path) != digest and path != test_file:
            result.problems.append(f"{path} was touched")
    for path in set(after) - set(before) - {test_file}:
        if not path.startswith("tests/"):
            result.problems.append(f"{path} is new")
    if test_file in before:
        check_kept(HERE / result.name / test_file, project / test_file, result)


def check_kept(old: Path, new: Path, result: Result) -> None:
    """Lines may be added; only import lines may change."""
    difference = difflib.ndiff(old.read_text().splitlines(), new.read_text().splitlines())
    for line in difference:
        if line.startswith("- ") and "import" not in line and line[2:].strip():
            result.problems.append(f"a line of the existing file is gone: {line[2:]}")


# --- running ---------------------------------------------------------------------------------------------------------


def pytest_command(expected: dict[str, Any], python: Path) -> list[str]:
    return [str(python), "-m", "pytest", *QUIET, *expected.get("runner_args", [])]


def run_suite(project: Path, expected: dict[str, Any], python: Path, result: Result) -> None:
    command = [*pytest_command(expected, python), "--junitxml=report.xml"]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, timeout=120, check=False)
    report = project / "report.xml"
    if not report.is_file():
        result.problems.append("not green: pytest wrote no report")
        result.output += "\n" + done.stdout + done.stderr
        return
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
    counts = {key: sum(int(suite.get(key, "0")) for suite in suites) for key in ("tests", "failures", "errors", "skipped")}
    result.tests = counts["tests"]
    report.unlink()
    if done.returncode != 0 or counts["failures"] or counts["errors"] or counts["skipped"] or not counts["tests"]:
        result.problems.append(f"not green: {counts}")
        result.output += "\n" + done.stdout[-6000:]
    if "RuntimeWarning" in done.stdout:
        result.problems.append("a coroutine was never awaited")


def check_assertions(project: Path, before: dict[str, str], expected: dict[str, Any], result: Result) -> None:
    """Every new test must be able to fail on what the symbol does."""
    for path in sorted(project.glob("tests/**/test_*.py")):
        name = str(path.relative_to(project))
        if before.get(name) == hashlib.sha256(path.read_bytes()).hexdigest():
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, mutate.FUNCTIONS) and node.name.startswith("test") and not asserts(node):
                result.problems.append(f"{name}: {node.name} asserts nothing")


def lint(project: Path, expected: dict[str, Any], options: argparse.Namespace, result: Result) -> None:
    """The project's own configuration, a careful one, and a strict type checker find nothing in the new file."""
    if (project / expected["test_file"]).is_file() and (HERE / result.name / expected["test_file"]).is_file():
        return  # What a person wrote there before is not ours to judge.
    ruff = [str(options.python), "-m", "ruff", "check", "--quiet", "--no-cache", "--output-format", "concise"]
    careful = ["--isolated", "--select", RUFF_RULES, "--ignore", "E501"]
    checks = [ruff, [*ruff, *careful]]
    environment = dict(os.environ)
    if not options.fast:
        checks.append([str(options.python), "-m", "mypy", "--strict", "--no-error-summary"])
        environment["MYPYPATH"] = os.pathsep.join(
            str(folder) for folder in (project, project / "src") if folder.is_dir() and not (folder / "src").is_dir()
        )
    for check in checks:
        command = [*check, expected["test_file"]]
        done = subprocess.run(
            command, cwd=project, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        if "No module named" in done.stderr:
            sys.exit(f"{options.python} has no {check[2]}")
        found = [line for line in done.stdout.splitlines() if line.startswith(expected["test_file"])]
        result.problems += [line for line in found if ": note:" not in line]


def asserts(test: ast.AST) -> bool:
    for node in ast.walk(test):
        match node:
            case ast.Assert(test=ast.Constant()):
                continue
            case ast.Assert():
                return True
            case ast.Call(func=ast.Attribute(attr=name)) if name.startswith("assert") or name == "raises":
                return True
    return False


def measure(project: Path, expected: dict[str, Any], python: Path, result: Result) -> None:
    command = [*pytest_command(expected, python), "-x", expected["test_file"]]
    report = mutate.measure(
        project, expected["target"], expected["symbol"], command, expected=project / "expected.toml"
    )
    if report is None:
        result.problems.append(f"{expected['target']} has no {expected['symbol']}")
    elif report["baseline"] == "red":
        result.problems.append("not green: the test file alone is red")
        result.output += "\n" + report["output"]
    else:
        judge(report, expected, result)


def judge(report: dict[str, Any], expected: dict[str, Any], result: Result) -> None:
    bar = {"killed": KILLED_AT_LEAST, "lines": LINES_AT_LEAST, "branches": BRANCHES_AT_LEAST} | expected.get("bar", {})
    outcomes = report["outcomes"]
    result.outcomes = f"{outcomes['asserted']}/{outcomes['total']}"
    result.killed = f"{report['killed']}/{report['total']}"
    result.survivors = report["survivors"]
    for name in outcomes["missing"]:
        result.problems.append(f"outcome not asserted: {name}")
    for name in outcomes["not_found"]:
        result.problems.append(f"outcome not in the source: {name}")
    if report["total"] and 100 * report["killed"] / report["total"] < bar["killed"]:
        result.problems.append(f"{result.killed} mutants killed")
    if coverage := report.get("coverage"):
        result.lines, result.branches = coverage["lines"], coverage["branches"]
        if coverage["lines"] < bar["lines"]:
            result.problems.append(f"lines not run: {coverage['missing_lines']}")
        if coverage["branches"] < bar["branches"]:
            result.problems.append(f"branches not taken: {coverage['missing_branches']}")


def print_table(results: list[Result]) -> None:
    print(f"{'use case':<15}{'tests':>6}{'outcomes':>10}{'killed':>9}{'lines':>8}{'branches':>10}{'seconds':>9}")
    for result in results:
        lines, branches = result.lines or "", result.branches or ""
        print(
            f"{result.name:<15}{result.tests:>6}{result.outcomes:>10}{result.killed:>9}"
            f"{lines:>8}{branches:>10}{result.seconds:>9}"
        )
        for problem in result.problems:
            print(f"    {problem}")
        for survivor in result.survivors:
            print(f"    survives, line {survivor['line']}: {survivor['kind']}: {survivor['was']} -> {survivor['now']}")
    good = sum(not result.problems for result in results)
    print(f"{good} of {len(results)} use cases meet the bar")


if __name__ == "__main__":
    sys.exit(main())
