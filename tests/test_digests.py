"""Digests: one content, one SHA-256."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.digests import CHUNK_BYTES, digest_bytes, digest_file, digest_tree, digest_value, have_same_bytes

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, appendix B.1


def test_bytes_and_files_have_the_standard_digest(tmp_path: Path) -> None:
    """Anyone can check a digest with sha256sum."""
    file = tmp_path / "abc"
    file.write_bytes(b"abc")

    assert digest_bytes(b"abc") == ABC
    assert digest_file(file) == ABC


def test_order_of_keys_does_not_change_a_value() -> None:
    """A mapping is its pairs, not their order; a list is its order too."""
    assert digest_value({"a": 1, "b": [1, 2]}) == digest_value({"b": [1, 2], "a": 1})
    assert digest_value([1, 2]) != digest_value([2, 1])


def test_types_are_told_apart() -> None:
    """A number and its text are different values, and so are blank and nothing."""
    values = [1, "1", None, "", [], {}, "µ"]

    assert len({digest_value(value) for value in values}) == len(values)


def test_the_digest_of_a_folder_follows_names_and_contents(tmp_path: Path) -> None:
    """Wherever the folder is; what is hidden or compiled does not count."""
    for name in ("one", "two"):
        (tmp_path / name / "part").mkdir(parents=True)
        (tmp_path / name / "part" / "a.py").write_text("a = 1\n", encoding="utf-8")
    (tmp_path / "two" / "__pycache__").mkdir()
    (tmp_path / "two" / "__pycache__" / "a.pyc").write_bytes(b"compiled")
    (tmp_path / "two" / ".hidden").write_text("", encoding="utf-8")
    same = digest_tree(tmp_path / "one") == digest_tree(tmp_path / "two")
    (tmp_path / "two" / "part" / "a.py").rename(tmp_path / "two" / "part" / "b.py")

    renamed = digest_tree(tmp_path / "one") == digest_tree(tmp_path / "two")

    assert (True, False) == (same, renamed)


@pytest.mark.parametrize("size", [0, 3, CHUNK_BYTES, CHUNK_BYTES + 1])
def test_files_with_the_same_bytes_are_told_from_others(size: int, tmp_path: Path) -> None:
    """Of another length, or with another last byte."""
    file, same, longer, other = (tmp_path / name for name in ("file", "same", "longer", "other"))
    for path, last in ((file, b"x"), (same, b"x"), (longer, b"xx"), (other, b"y")):
        path.write_bytes(b"a" * size + last)

    assert [True, False, False] == [have_same_bytes(file, path) for path in (same, longer, other)]
