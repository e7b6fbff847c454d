"""What the measures of lists share: the lists themselves, the checkouts they speak of, and what is found in them."""

import argparse
import json
import pathlib
import re
import subprocess
import sys


def read(path):
    """The head of a list, and the fields of its lines."""
    head, lines = {}, []
    for line in path.read_text().splitlines():
        if line.startswith("#"):
            key, _, value = line[1:].partition(":")
            head.setdefault(key.strip(), value.strip())
        elif line:
            lines.append(line.split("\t"))
    return head, lines


def plain(path):
    """A path without the names of its parameters, which do not count."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def found(binary, verb, root):
    run = subprocess.run(
        [binary, verb, ".", "--format", "json"], cwd=root, capture_output=True, text=True
    )
    if not run.stdout:
        sys.exit(f"{root}: {run.stderr}")
    return json.loads(run.stdout)


def options(description):
    arguments = argparse.ArgumentParser(description=description)
    arguments.add_argument("checkouts", type=pathlib.Path)
    arguments.add_argument("names", nargs="*")
    arguments.add_argument("--binary", default="target/debug/backend-master")
    arguments.add_argument("--show", action="store_true")
    given = arguments.parse_args()
    given.binary = str(pathlib.Path(given.binary).resolve())
    return given


def each(folder, given):
    """Each list that has a checkout and is asked for: its name, its lines, and the folder it speaks of."""
    for path in sorted(folder.glob("*/*.tsv")):
        head, lines = read(path)
        owner, repository = head["repository"].split("/")
        named = [repository, path.stem, f"{owner}-{repository}"]
        checkout = next((given.checkouts / name for name in reversed(named) if (given.checkouts / name).is_dir()), None)
        if checkout is None or (given.names and path.stem not in given.names):
            continue
        yield f"{path.parent.name}/{path.stem}", lines, checkout / head.get("folder", ".")


def mean(values):
    told = [value for value in values if value is not None]
    return sum(told) / len(told) if told else None
