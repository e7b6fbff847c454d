"""The measure itself: which breaks are made, which are not, and that a weak test is told from a strong one."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

import mutate

TARGET = '''
    import logging

    logger = logging.getLogger(__name__)


    class TooMany(Exception):
        pass


    def take(count: int, stock: int, log: list[str], limit: int = 5) -> int:
        """Takes pieces."""
        if count < 1 or count > limit:
            raise TooMany(f"{count} is too many")
        logger.info("taking %d", count)
        log.append("taken")
        return stock - count
'''

STRONG = '''
    import pytest

    from target import TooMany, take


    def test_take():
        log = []
        assert take(1, 5, log) == 4
        assert take(5, 5, log) == 0
        assert log == ["taken", "taken"]


    @pytest.mark.parametrize("count", [0, 6])
    def test_take_rejects(count):
        with pytest.raises(TooMany):
            take(count, 9, [])
'''


def mutants(source: str, symbol: str) -> list[tuple[str, str, str]]:
    parsed = mutate.Source(textwrap.dedent(source).encode())
    node = mutate.find_symbol(parsed.tree, symbol)
    assert node is not None
    made = [parsed.mutant(edit) for edit in mutate.edits(parsed, node)]
    return [(m.edit.kind, m.was.strip(), m.edit.text.strip()) for m in made if m]


class Mutants(unittest.TestCase):
    def test_every_kind_is_made_once_a_place(self) -> None:
        self.assertEqual(
            sorted(mutants(TARGET, "take")),
            [
                ("changed constant", '"taken"', "'takenx'"),
                ("changed constant", "1", "2"),
                ("changed constant", "5", "6"),
                ("dropped call", 'log.append("taken")', "pass"),
                ("dropped raise", 'raise TooMany(f"{count} is too many")', "pass"),
                ("negated condition", "count < 1", "(not (count < 1))"),
                ("negated condition", "count < 1 or count > limit", "(not (count < 1 or count > limit))"),
                ("negated condition", "count > limit", "(not (count > limit))"),
                ("shifted boundary", "<", "<="),
                ("shifted boundary", ">", ">="),
                ("swapped return", "stock - count", "[stock - count, None][1]"),
            ],
        )

    def test_codes_of_errors_are_changed_and_messages_are_not(self) -> None:
        source = """
            def check(kind: str) -> None:
                if kind:
                    raise ValueError("bad_kind")
                raise ValueError("no kind given")
        """
        constants = [was for kind, was, _ in mutants(source, "check") if kind == "changed constant"]
        self.assertEqual(constants, ['"bad_kind"'])

    def test_offsets_hold_behind_letters_of_several_bytes(self) -> None:
        self.assertIn(
            ("changed constant", "1", "2"), mutants('def f() -> tuple[str, int]:\n    return "äöü €", 1\n', "f")
        )


class Measuring(unittest.TestCase):
    def measure(self, test: str) -> dict[str, object]:
        with tempfile.TemporaryDirectory() as folder:
            project = Path(folder)
            (project / "target.py").write_text(textwrap.dedent(TARGET))
            (project / "test_target.py").write_text(textwrap.dedent(test))
            expected = project / "expected.toml"
            expected.write_text('[[outcomes]]\nid = "takes"\nexit = "return stock - count"\n')
            output = io.StringIO()
            command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
            with contextlib.redirect_stdout(output):
                code = mutate.main([folder, "target.py", "take", "--expected", str(expected), "--jobs", "2", "--", *command])
            self.assertIn(code, (0, 2))
            return json.loads(output.getvalue())

    def test_a_strong_test_leaves_no_survivor(self) -> None:
        report = self.measure(STRONG)
        self.assertEqual(report["survivors"], [])
        self.assertEqual((report["killed"], report["total"]), (11, 11))
        self.assertEqual(report["outcomes"], {"total": 1, "asserted": 1, "missing": [], "not_found": []})

    def test_a_weak_test_is_found_out(self) -> None:
        report = self.measure("from target import take\n\n\ndef test_take():\n    take(1, 5, [])\n")
        kinds = [survivor["kind"] for survivor in report["survivors"]]  # type: ignore[attr-defined, index]
        self.assertIn("swapped return", kinds)
        self.assertIn("dropped raise", kinds)
        self.assertEqual(report["outcomes"]["missing"], ["takes"])  # type: ignore[index]

    def test_a_red_test_measures_nothing(self) -> None:
        self.assertEqual(self.measure("def test_red():\n    assert False\n")["baseline"], "red")


if __name__ == "__main__":
    unittest.main()
