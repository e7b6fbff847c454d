"""Findings per 1,000 lines over real backends, and a sample of them to judge.

    python measure.py --binary BACKEND_MASTER --corpus FOLDER [--sample 50] [--all-findings FILE]

FOLDER holds a checkout of each repository of `corpus.toml`, under its name; lay them out with

    git clone https://github.com/OWNER/REPO FOLDER/NAME && git -C FOLDER/NAME checkout COMMIT

Prints Markdown tables: findings per 1,000 lines by rule and repository, how many of each rule are true by the
verdicts of `verdicts.tsv`, and the sample with permalinks and verdicts. The sample is the same for the same findings:
it takes them in turn from each rule, ordered by a hash of their place.
Uses the standard library only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Repository:
    name: str
    github: str
    commit: str
    folder: str

    def permalink(self, finding: dict[str, Any]) -> str:
        return f"https://github.com/{self.github}/blob/{self.commit}/{finding['path']}#L{finding['line']}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="measure.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--binary", required=True, type=Path)
    parser.add_argument("--corpus", required=True, type=Path)
    parser.add_argument("--sample", type=int, default=0, help="how many findings to list with their permalinks")
    parser.add_argument("--all-findings", type=Path, help="where every finding goes, as JSON")
    options = parser.parse_args()
    corpus = tomllib.loads((HERE / "corpus.toml").read_text())["repository"]
    findings: dict[Repository, list[dict[str, Any]]] = {}
    lines: dict[Repository, int] = {}
    for repository in (Repository(**entry) for entry in corpus):
        checkout = options.corpus / repository.name
        if not checkout.is_dir():
            print(f"{checkout} is missing, left out", file=sys.stderr)
            continue
        findings[repository] = check(options.binary.absolute(), checkout, repository.folder)
        lines[repository] = count_lines(checkout / repository.folder)
    print_rates(findings, lines)
    print_verdicts(findings)
    if options.sample:
        print_sample(findings, options.sample)
    if options.all_findings:
        everything = [
            finding | {"repository": repository.name, "permalink": repository.permalink(finding)}
            for repository, found in findings.items()
            for finding in found
        ]
        options.all_findings.write_text(json.dumps(everything, indent=1) + "\n")
    return 0


def check(binary: Path, checkout: Path, folder: str) -> list[dict[str, Any]]:
    command = [str(binary), "check", "--all", "--exit-zero", "--format", "json", folder]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} in {checkout} ended with {done.returncode}:\n{done.stderr}")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return [finding | {"path": str(Path(finding["path"]))} for finding in found]


def count_lines(folder: Path) -> int:
    files = (path for path in folder.rglob("*.py") if path.is_file())
    return sum(path.read_bytes().count(b"\n") for path in files)


def print_rates(findings: dict[Repository, list[dict[str, Any]]], lines: dict[Repository, int]) -> None:
    repositories = list(findings)
    names: dict[str, str] = {}
    counts: dict[str, Counter[Repository]] = defaultdict(Counter)
    for repository, found in findings.items():
        for finding in found:
            names[finding["rule"]] = finding["name"]
            counts[finding["rule"]][repository] += 1
    print("| rule | " + " | ".join(repository.name for repository in repositories) + " | all |")
    print("| --- |" + " ---: |" * (len(repositories) + 1))
    total_lines = sum(lines.values())
    print(f"| lines of Python | {' | '.join(f'{lines[r]:,}' for r in repositories)} | {total_lines:,} |")
    for rule in sorted(counts):
        print(f"| {rule} {names[rule]} | {row(counts[rule], repositories, lines, total_lines)} |")
    together = Counter({repository: len(found) for repository, found in findings.items()})
    print(f"| together | {row(together, repositories, lines, total_lines)} |")


def row(counts: Counter[Repository], repositories: list[Repository], lines: dict[Repository, int], total: int) -> str:
    cells = [rate(counts[repository], lines[repository]) for repository in repositories]
    return " | ".join([*cells, rate(sum(counts.values()), total)])


def rate(count: int, lines: int) -> str:
    """Findings per 1,000 lines, and how many they are."""
    return f"{1000 * count / lines:.2f} ({count})" if count else "0"


KINDS = ("true", "arguable", "false alarm", "not judged yet")


def print_verdicts(findings: dict[Repository, list[dict[str, Any]]]) -> None:
    verdicts = read_verdicts()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    severities: dict[str, Counter[str]] = defaultdict(Counter)
    for repository, found in findings.items():
        for finding in found:
            place = f"{finding['path']}:{finding['line']}"
            verdict = verdicts.get((repository.name, place, finding["rule"]), KINDS[-1])
            kind = next(kind for kind in KINDS if verdict.startswith(kind))
            counts[finding["rule"]][kind] += 1
            if kind != "true":
                severities[finding["rule"]][finding["severity"]] += 1
    print(f"\n| rule | {' | '.join(KINDS)} | severity of those that are not true |")
    print("| --- |" + " ---: |" * len(KINDS) + " --- |")
    for rule in sorted(counts):
        cells = " | ".join(str(counts[rule][kind]) for kind in KINDS)
        shown = ", ".join(f"{count} {severity}" for severity, count in sorted(severities[rule].items()))
        print(f"| {rule} | {cells} | {shown} |")
    together = sum(counts.values(), Counter())
    print(f"| together | {' | '.join(str(together[kind]) for kind in KINDS)} | |")


def print_sample(findings: dict[Repository, list[dict[str, Any]]], wanted: int) -> None:
    by_rule: dict[str, list[tuple[str, Repository, dict[str, Any]]]] = defaultdict(list)
    for repository, found in findings.items():
        for finding in found:
            place = f"{repository.github}/{finding['path']}:{finding['line']}:{finding.get('column')}"
            by_rule[finding["rule"]].append((hashlib.sha256(place.encode()).hexdigest(), repository, finding))
    queues = [sorted(by_rule[rule], key=lambda entry: entry[0]) for rule in sorted(by_rule)]
    taken = [queue[turn] for turn in range(wanted) for queue in queues if turn < len(queue)][:wanted]
    verdicts = read_verdicts()
    print("\n| finding | where | verdict |\n| --- | --- | --- |")
    for _, repository, finding in sorted(taken, key=lambda entry: (entry[2]["rule"], entry[0])):
        place = f"{finding['path']}:{finding['line']}"
        verdict = verdicts.get((repository.name, place, finding["rule"]), "not judged yet")
        link = f"[{repository.name} {place}]({repository.permalink(finding)})"
        print(f"| {finding['rule']} {finding['name']} | {link} | {verdict} |")


def read_verdicts() -> dict[tuple[str, str, str], str]:
    """What a person said of a finding, by repository, place and rule."""
    lines = (HERE / "verdicts.tsv").read_text().splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {(repository, place, rule): verdict for repository, place, rule, verdict in rows}


if __name__ == "__main__":
    sys.exit(main())
