"""Compares what `backend-master endpoints` finds in public backends with the lists below this folder.

    python3 tests/endpoints/measure.py CHECKOUTS [NAME...] [--binary PATH] [--show]

CHECKOUTS is a folder with a checkout of each repository under its own name or that of its list, at the commit that
the list names.
Prints, for each list, how many endpoints it has, how many of them are found (recall), how many are reported and how
many of those are in the list (precision), and the means. With --show, also what is missing and what is too much.
The names of path parameters do not count, and HEAD and OPTIONS are left out, as in the lists: frameworks answer them
for every route.
"""

import pathlib

from lists import each, found, mean, options, plain

HERE = pathlib.Path(__file__).parent
UNCOUNTED = ("HEAD", "OPTIONS")


def main():
    given = options(__doc__.splitlines()[0])
    recalls, precisions = [], []
    print(f"{'application':<34} {'listed':>7} {'found':>7} {'recall':>7} {'reported':>9} {'precision':>10}")
    for name, lines, folder in each(HERE, given):
        expected = {(method, plain(path)) for method, path, *_ in lines if method not in UNCOUNTED}
        reported = {
            (endpoint["method"], plain(endpoint["path"]))
            for endpoint in found(given.binary, "endpoints", folder)
            if endpoint["method"] not in UNCOUNTED
        }
        right = expected & reported
        recall = len(right) / len(expected)
        precision = len(right) / len(reported) if reported else 0.0
        recalls.append(recall)
        precisions.append(precision)
        print(
            f"{name:<34} {len(expected):>7} {len(right):>7} {recall:>7.3f} {len(reported):>9} {precision:>10.3f}"
        )
        if given.show:
            for sign, missing in (("-", expected - reported), ("+", reported - expected)):
                for method, path_of in sorted(missing, key=lambda each: each[::-1]):
                    print(f"  {sign} {method:<7} {path_of}")
    if recalls:
        print(f"{'mean':<34} {'':>7} {'':>7} {mean(recalls):>7.3f} {'':>9} {mean(precisions):>10.3f}")


if __name__ == "__main__":
    main()
