"""Compares what `backend-master endpoints` finds in public backends with the lists below this folder.

    python3 tests/endpoints/measure.py CHECKOUTS [NAME...] [--binary PATH] [--show]

CHECKOUTS is a folder with a checkout of each repository under its own name or that of its list, at the commit that
the list names.
Prints, for each list, how many endpoints it has, how many of them are found (recall), how many are reported and how
many of those are in the list (precision), and the means. With --show, also what is missing and what is too much.
The names of path parameters do not count, and HEAD and OPTIONS are left out, as in the lists: frameworks answer them
for every route.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
UNCOUNTED = ("HEAD", "OPTIONS")


def read(path):
    """The head of a list, and its endpoints."""
    head, endpoints = {}, set()
    for line in path.read_text().splitlines():
        if line.startswith("#"):
            key, _, value = line[1:].partition(":")
            head.setdefault(key.strip(), value.strip())
        elif line:
            method, path_of = line.split("\t")[:2]
            if method not in UNCOUNTED:
                endpoints.add((method, plain(path_of)))
    return head, endpoints


def plain(path):
    return re.sub(r"\{[^}]*\}", "{}", path)


def found_in(binary, root):
    run = subprocess.run(
        [binary, "endpoints", ".", "--format", "json"], cwd=root, capture_output=True, text=True
    )
    if not run.stdout:
        sys.exit(f"{root}: {run.stderr}")
    reported = {(each["method"], plain(each["path"])) for each in json.loads(run.stdout)}
    return {each for each in reported if each[0] not in UNCOUNTED}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("checkouts", type=pathlib.Path)
    arguments.add_argument("names", nargs="*")
    arguments.add_argument("--binary", default="target/debug/backend-master")
    arguments.add_argument("--show", action="store_true")
    options = arguments.parse_args()
    binary = str(pathlib.Path(options.binary).resolve())
    recalls, precisions = [], []
    print(f"{'application':<34} {'listed':>7} {'found':>7} {'recall':>7} {'reported':>9} {'precision':>10}")
    for path in sorted(HERE.glob("*/*.tsv")):
        head, expected = read(path)
        checkout = options.checkouts / head["repository"].split("/")[-1]
        if (options.names and path.stem not in options.names) or not checkout.is_dir():
            continue
        name = f"{path.parent.name}/{path.stem}"
        reported = found_in(binary, checkout / head.get("folder", "."))
        right = expected & reported
        recall = len(right) / len(expected)
        precision = len(right) / len(reported) if reported else 0.0
        recalls.append(recall)
        precisions.append(precision)
        print(
            f"{name:<34} {len(expected):>7} {len(right):>7} {recall:>7.3f} {len(reported):>9} {precision:>10.3f}"
        )
        if options.show:
            for sign, missing in (("-", expected - reported), ("+", reported - expected)):
                for method, path_of in sorted(missing, key=lambda each: each[::-1]):
                    print(f"  {sign} {method:<7} {path_of}")
    if recalls:
        mean = [sum(values) / len(values) for values in (recalls, precisions)]
        print(f"{'mean':<34} {'':>7} {'':>7} {mean[0]:>7.3f} {'':>9} {mean[1]:>10.3f}")


if __name__ == "__main__":
    main()
