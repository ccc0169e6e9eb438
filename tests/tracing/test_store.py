"""The store gives back what was put in, or says that it is damaged; never anything else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from epicrisis.digests import digest_bytes
from epicrisis.tracing import store as store_module
from epicrisis.tracing.bundle import Bundle
from epicrisis.tracing.grounds import Grounds
from epicrisis.tracing.staleness import Present
from epicrisis.tracing.store import BUNDLES_A_STEP, DamagedEntry, Store
from epicrisis.tracing.trace import Trace

TERMS = {"case": "tiny"}


def bundle(read: bytes, made: bytes) -> Bundle:
    """Return what a step has made from one file."""
    return Bundle("check", TERMS, Trace({"a.csv": digest_bytes(read)}), {"out": digest_bytes(made)})


def find(store: Store, root: Path) -> Bundle | None:
    """Look up what the step would make now."""
    return store.find("check", TERMS, Present(Grounds(str(root))))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store that knows what to make of two versions of a file."""
    store = Store(tmp_path / ".cache")
    for read, made in ((b"one", b"1"), (b"two", b"2")):
        store.keep(bundle(read, made), {"out": made})
    return store


@pytest.mark.parametrize(("read", "made"), [(b"one", b"1"), (b"two", b"2")])
def test_a_bundle_is_found_by_what_the_files_hold_now(
    store: Store, tmp_path: Path, read: bytes, made: bytes
) -> None:
    """A change that is taken back finds the first one again."""
    (tmp_path / "a.csv").write_bytes(read)

    found = find(store, tmp_path)

    assert found == bundle(read, made)
    assert found is not None
    assert store.content(found.files["out"]) == made


@pytest.mark.parametrize("content", [b"three", None])
def test_nothing_is_found_for_other_bytes(store: Store, tmp_path: Path, content: bytes | None) -> None:
    """Nor for a file that is gone."""
    if content is not None:
        (tmp_path / "a.csv").write_bytes(content)

    assert find(store, tmp_path) is None


def test_a_damaged_content_is_thrown_away_with_its_bundles(store: Store, tmp_path: Path) -> None:
    """The next look finds nothing, so that the step is done again."""
    (tmp_path / "a.csv").write_bytes(b"one")
    digest = digest_bytes(b"1")
    next((tmp_path / ".cache").glob(f"contents/*/{digest}")).write_bytes(b"other")

    with pytest.raises(DamagedEntry, match=f"{digest[:12]} in the cache is damaged"):
        store.content(digest)

    assert find(store, tmp_path) is None


@pytest.mark.parametrize("damage", [b"", b"{", b'{"digest": "0", "body": {}}'])
def test_a_damaged_bundle_is_thrown_away(store: Store, tmp_path: Path, damage: bytes) -> None:
    """It is reported once."""
    (tmp_path / "a.csv").write_bytes(b"one")
    for path in (tmp_path / ".cache").glob("steps/*/*.json"):
        path.write_bytes(damage)

    for _ in range(2):
        with pytest.raises(DamagedEntry):
            find(store, tmp_path)

    assert find(store, tmp_path) is None


def test_only_the_newest_bundles_of_a_step_are_kept(store: Store, tmp_path: Path) -> None:
    """Otherwise each keystroke in a preview would be kept for ever."""
    for number in range(BUNDLES_A_STEP + 3):
        store.keep(bundle(b"%d" % number, b"x"), {"out": b"x"})
    find(store, tmp_path)

    assert len([*(tmp_path / ".cache").glob("steps/*/*.json")]) == BUNDLES_A_STEP


@pytest.mark.parametrize(("missing", "kept"), [(0, 2), (1, 1)])
def test_the_store_is_pruned_to_its_limit(store: Store, tmp_path: Path, missing: int, kept: int) -> None:
    """What no bundle names goes with the bundles that were not used for longest, where there is too much."""
    size = sum(path.stat().st_size for path in (tmp_path / ".cache").rglob("*") if path.is_file())

    store.prune(limit_bytes=size - missing)

    assert len([*(tmp_path / ".cache").glob("contents/*/*")]) == kept


def test_the_store_is_looked_through_when_it_may_be_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What several builds add counts together; then there is room for a while, and what went counts no more."""
    folder, looked = tmp_path / "store", list[int]()
    size = store_module._size
    monkeypatch.setattr(store_module, "_size", lambda folder: (looked.append(1), size(folder))[1])

    def build(name: str) -> int:
        store = Store(folder)
        store.keep_content(b"x" * 100, f"{name:0>64}")
        store.tidy(limit_bytes=1000)
        return len(looked)

    first = [build(f"{number}") for number in range(9)]
    for path in folder.glob("contents/*/*"):
        path.unlink()
    second = [build(f"{number}") for number in range(8)]

    assert (first, second) == ([1] * 9, [2] * 8)


def test_a_store_that_is_needed_is_not_looked_through_by_every_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it can go before something else has been added."""
    folder, looked = tmp_path / "store", list[int]()
    size = store_module._size
    monkeypatch.setattr(store_module, "_size", lambda folder: (looked.append(1), size(folder))[1])
    needed = [Store(folder).keep(bundle(b"a", b"x" * 2000), {"out": b"x" * 2000})]

    def build(number: int) -> int:
        store = Store(folder)
        store.keep_content(b"x" * 100, f"{number:0>64}")
        store.tidy(needed, limit_bytes=1000)
        return len(looked)

    counts = [build(number) for number in range(7)]

    assert counts[0] == counts[1] == counts[2] < counts[3] == counts[4] == counts[5] < counts[6]


def test_what_no_step_names_makes_room_in_a_full_store(tmp_path: Path) -> None:
    """A quarter more goes than has to, so that the next build need not look again."""
    store = Store(tmp_path / "store")
    for number in range(20):
        store.keep(bundle(b"%d" % number, b"x" * 100 + b"%d" % number), {"out": b"x" * 100 + b"%d" % number})
    size = store.note_added()

    store.tidy(limit_bytes=size - 1)

    assert 0.5 * size < store.note_added() <= 0.75 * size


def test_what_a_build_has_used_stays_however_large_it_is(tmp_path: Path) -> None:
    """Else a build of a long case would throw away what it has just made, for the next to make anew."""
    store = Store(tmp_path / "store")
    made = [store.keep(bundle(b"%d" % number, b"x%d" % number), {"out": b"x%d" % number}) for number in range(9)]

    store.tidy(made[:4], limit_bytes=1)

    assert [store.holds(one) for one in made] == [True] * 4 + [False] * 5
    assert [store.content(one.files["out"]) for one in made[:4]] == [b"x%d" % number for number in range(4)]


def test_files_that_no_step_names_outlast_what_is_older(store: Store) -> None:
    """Who asks for them often finds them in a full store, too."""
    store.keep_files("new", {"a": b"A" * 200, "b": b"B"})

    store.prune(limit_bytes=100)

    assert store.files_of("new") == {"a": b"A" * 200, "b": b"B"}
    assert store.files_of("other") is None


def test_what_a_killed_process_was_writing_goes(store: Store, tmp_path: Path) -> None:
    """But not what another one is writing now."""
    store.keep_content(b"whole", digest_bytes(b"whole"))
    (folder,) = tmp_path.rglob("coming")
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left, written = (folder / f".abc.{number}.tmp" for number in (ended.pid, os.getpid()))
    for path in (left, written):
        path.write_bytes(b"half")

    store.sweep()

    assert [*folder.iterdir()] == [written]
    assert store.content(digest_bytes(b"whole")) == b"whole"


def find_all(store: Store) -> list[Bundle]:
    """Return every bundle of the step."""
    return sorted(store._bundles("check", TERMS), key=lambda known: known.key)
