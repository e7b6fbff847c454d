"""Compares what `backend-master model` finds in public clean-architecture projects with the lists below this folder.

    python3 tests/architecture/measure.py CHECKOUTS [NAME...] [--binary PATH] [--show]

CHECKOUTS is a folder with a checkout of each repository under its own name, that of its list, or owner and name with
a hyphen between them, at the commit that the list names.
Prints, for each list, recall and precision of the use cases, the recall of the links from endpoints and from tests to
them, and how many of the links that start at listed endpoints and tests are in the list (precision of links).
A mean is over the lists that have such lines. With --show, also what is missing and what is too much.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE.parent / "endpoints"))

from lists import each, found, mean, options, plain  # noqa: E402


def listed(lines):
    cases, calls, tests = set(), set(), set()
    for kind, *fields in lines:
        if kind == "use-case":
            cases.add(tuple(fields))
        elif kind == "calls":
            method, path, case = fields
            calls.add((method, plain(path), case))
        else:
            tests.add(tuple(fields))
    return cases, calls, tests


def reported(model, tests):
    cases = {(case["name"], case["file"]) for case in model["use_cases"]}
    calls = {
        (endpoint["method"], plain(endpoint["path"] or ""), case["name"])
        for endpoint in model["endpoints"]
        for case in endpoint["use_cases"]
    }
    driven = set()
    titles = {}
    for file, title, _ in tests:
        titles.setdefault(file, set()).add(title)
    for test in model["tests"]:
        # A test in groups is called by all their titles, the list has its own.
        own = [title for title in titles.get(test["file"], ()) if test["name"].endswith(title)]
        if not own:
            continue
        title = max(own, key=len)
        for covered in test["covers"]:
            if (covered["name"], covered["file"]) in cases:
                driven.add((test["file"], title, covered["name"]))
    return cases, calls, driven


def share(part, whole):
    return len(part) / len(whole) if whole else None


def text(value):
    return f"{value:>9.3f}" if value is not None else f"{'':>9}"


def main():
    given = options(__doc__.splitlines()[0])
    columns = ("recall", "precision", "endpoints", "tests", "links")
    figures = [[] for _ in columns]
    print(f"{'project':<40}" + "".join(f" {column:>9}" for column in columns))
    for name, lines, folder in each(HERE, given):
        expected = listed(lines)
        got = reported(found(given.binary, "model", folder), expected[2])
        right = [want & have for want, have in zip(expected, got)]
        starts = {call[:2] for call in expected[1]}
        from_listed = {call for call in got[1] if call[:2] in starts} | got[2]
        values = (
            share(right[0], expected[0]),
            share(right[0], got[0]),
            share(right[1], expected[1]),
            share(right[2], expected[2]),
            share((right[1] | right[2]), from_listed),
        )
        for kept, value in zip(figures, values):
            kept.append(value)
        print(f"{name:<40}" + "".join(f" {text(value)}" for value in values))
        if given.show:
            more = (got[0] - expected[0], from_listed - expected[1] - expected[2])
            for sign, those in (("-", expected[0] - got[0]), ("+", more[0]), ("- call", expected[1] - got[1]),
                                ("- test", expected[2] - got[2]), ("+ link", more[1])):
                for fields in sorted(those):
                    print(f"  {sign} {'  '.join(fields)}")
    print(f"{'mean':<40}" + "".join(f" {text(mean(kept))}" for kept in figures))


if __name__ == "__main__":
    main()
