"""Where the steps of one build are done: taken from the cache if nothing that they read has changed, else anew."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from epicrisis.digests import digest_bytes, have_same_bytes
from epicrisis.paths import ProjectPaths
from epicrisis.steps import StepRecord
from epicrisis.tracing.bundle import Bundle
from epicrisis.tracing.grounds import PACKAGE_NAME, Grounds
from epicrisis.tracing.interpreter import code_digest, environment_digest
from epicrisis.tracing.last_build import LastBuild, read_last_build
from epicrisis.tracing.listening import recording
from epicrisis.tracing.modules import modules_of
from epicrisis.tracing.staleness import Present
from epicrisis.tracing.store import Store
from epicrisis.tracing.trace import Trace, digest_now
from epicrisis.transaction import Transaction

STAGES = ("check", "notebook", "values", "variables", "page", "render", "checklist", "screen")
"""The first word of each step's name, in the order in which a build that starts from nothing does them."""
LARGE_BYTES = 2**20
"""What a step has made is at hand for the steps after it; what is larger than this lies in the store alone."""
STARTED = time.time()
"""When this process began to hold the package's code; what is edited later is on the disk and not in it."""


@dataclass(frozen=True)
class Made:
    """What a step has made.

    Args:
        files: Content of each file, by name.
        facts: What else came of it, as JSON.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


class Workshop:
    """The steps of one build of one case.

    Args:
        paths: The project.
        case_id: The case.
        changes: What brings files to their places.
        lenient: Whether findings are reported only, and do not stop the build: its page is not published.
        documents: Other documents that are rendered with what it makes.
    """

    def __init__(
        self,
        paths: ProjectPaths,
        case_id: str,
        changes: Transaction,
        *,
        lenient: bool = False,
        documents: Sequence[Path] = (),
    ) -> None:
        self.paths = paths
        self.case_id = case_id
        self.changes = changes
        self.lenient = lenient
        self.documents = documents
        self.grounds = Grounds(str(paths.root))
        self.present = Present(self.grounds)
        self.store = Store(paths.store)
        self.environment = environment_digest()
        self.bundles: dict[str, Bundle] = {}
        self.redone: list[str] = []
        self.placed: dict[Path, str] = {}
        self.replaced: set[Path] = set()
        self._contents: dict[str, bytes] = {}
        self._kept: dict[str, Path] = {}
        self._parsed: dict[tuple[str, str], Any] = {}

    def find(self, name: str, terms: Mapping[str, str]) -> Bundle | None:
        """Return what a step would make now, if that is known.

        Args:
            name: The step.
            terms: What it hangs on beside the files that it reads.

        Raises:
            DamagedEntry: If the cache does not hold what was put there.
        """
        known = self.bundles.get(name)
        if known and known.terms == terms and known.trace.steady and self.present.agrees_with(known.trace):
            return known
        bundle = self._of_last_build(name, terms) or self.store.find(name, terms, self.present)
        if bundle is not None:
            self.bundles[name] = bundle
        return bundle

    def _of_last_build(self, name: str, terms: Mapping[str, str]) -> Bundle | None:
        bundle = self.last.steps.get(name)
        if bundle is None or bundle.terms != terms or not self.present.agrees_with(bundle.trace):
            return None
        return bundle if self.store.holds(bundle) else None

    @cached_property
    def last(self) -> LastBuild:
        """What the last build of the case has noted."""
        return read_last_build(self.paths.last_build(self.case_id))

    def terms_under_findings(self, name: str, terms: Mapping[str, str]) -> dict[str, str]:
        """Return the terms of a step that findings can stop.

        What a lenient build makes in spite of findings is never taken for what has passed. What has passed is the
        same in a lenient build.

        Args:
            name: The step.
            terms: What it hangs on where findings stop it.
        """
        passed = not self.lenient or self.find(name, terms) is not None
        return dict(terms) if passed else {**terms, "findings": "reported"}

    def do(
        self,
        name: str,
        terms: Mapping[str, str],
        work: Callable[[], Made],
        modules: Sequence[str] = (),
        made: Sequence[str] = (),
    ) -> Bundle:
        """Do a step in this process, unless what it would make is known.

        Args:
            name: The step.
            terms: What it hangs on beside the files that it reads.
            work: Does it.
            modules: The modules of this package that it starts from.
            made: Names of files and folders that the work itself makes, and whose reading says nothing.
        """
        if (known := self.find(name, terms)) is not None:
            return known
        with recording(Grounds(str(self.paths.root), made=tuple(made))) as recorder:
            outcome = work()
        return self.keep(name, terms, recorder.trace() | self.code_trace(modules_of, *modules), outcome)

    def keep(self, name: str, terms: Mapping[str, str], trace: Trace, made: Made) -> Bundle:
        """Keep what a step has made, for this build and the next ones.

        Args:
            name: The step.
            terms: What it hangs on beside the files that it reads.
            trace: What it has read, the modules of this package included.
            made: What it has made.
        """
        digests = {file: digest_bytes(content) for file, content in made.files.items()}
        bundle = Bundle(name, dict(terms), trace, digests, dict(made.facts))
        self.bundles[name] = bundle
        self.redone.append(name)
        if trace.steady:
            self._keep_tables(trace)
            bundle = self.bundles[name] = self.store.keep(bundle, made.files)
        for file, content in made.files.items():
            if trace.steady and len(content) >= LARGE_BYTES:
                self._kept[digests[file]] = self.store.path_of(digests[file])
            else:
                self._contents[digests[file]] = content
        return bundle

    def code_trace(self, find: Callable[..., dict[str, str]], *of: str) -> Trace:
        """Return the modules of this package that some code needs, as a trace.

        Args:
            find: `modules_of` or `modules_used_by`.
            of: Names of modules, or code.
        """
        key = [find.__name__, list(of), self.code]
        files = self.store.recall(key, lambda: find(*of)) if of else {}
        current = all(self.grounds.path_of(name).stat().st_mtime < STARTED for name in files)
        return Trace(files, steady=current)

    @property
    def code(self) -> str:
        """SHA-256 of this package's code."""
        return code_digest()

    def content(self, bundle: Bundle, file: str) -> bytes:
        """Return the content of a file that a step has made.

        Raises:
            DamagedEntry: If the cache does not hold what was put there.
        """
        digest = bundle.files[file]
        return self._contents[digest] if digest in self._contents else self.store.content(digest)

    def parsed(self, bundle: Bundle, file: str, parse: Callable[[bytes], Any] = json.loads) -> Any:
        """Return what a file that a step has made says; read once, so nobody may change it.

        Args:
            bundle: What the step has made.
            file: Its name in the bundle.
            parse: Reads it, which is JSON if nothing else is said.

        Raises:
            DamagedEntry: If the cache does not hold what was put there.
        """
        key = file, bundle.files[file]
        if key not in self._parsed:
            self._parsed[key] = parse(self.content(bundle, file))
        return self._parsed[key]

    def place(self, path: Path, bundle: Bundle, file: str) -> bool:
        """Bring a file that a step has made to its place, unless it is there.

        Args:
            path: Its place.
            bundle: What the step has made.
            file: Its name in the bundle.

        Returns:
            Whether the place held something else.
        """
        digest = self.placed[path] = bundle.files[file]
        if not self.changes.is_real:
            return False
        kept = self._kept.get(digest)
        if have_same_bytes(path, kept) if kept else digest_now(str(path)) == digest:
            return False
        self.present.forget(self.paths.relative(path))
        self.replaced.add(path)
        self.changes.replace(path, kept or self.content(bundle, file))
        return True

    def records(self) -> tuple[StepRecord, ...]:
        """Return the record of every step, in the same order whichever of them were done."""
        return tuple(_record(self.bundles[name]) for name in sorted(self.bundles, key=by_stage))

    def placed_by_name(self) -> dict[str, str]:
        """Return SHA-256 of each file that was placed, by its name in the project."""
        return {name: self.placed[path] for path, name in self.paths.names_of(self.placed).items()}

    def remember_build(self, recipe: Mapping[str, Any], placed: Mapping[str, str]) -> None:
        """Note what was done and placed, for `status` and for the next build to clear up after.

        Args:
            recipe: What the build started from, as one JSON object.
            placed: What `placed_by_name` has returned.
        """
        build, path = LastBuild(recipe, self.bundles, placed), self.paths.last_build(self.case_id)
        if build == self.last:
            os.utime(path)  # what was saved before this is not new to the next build, see `notebooks.early`
        else:
            self.changes.replace(path, build.text().encode())

    def _keep_tables(self, trace: Trace) -> None:
        """Keep the tables that a step has read, so that `status` can tell which rows have changed."""
        for name, digest in trace.files.items():
            if name.endswith(".csv") and digest and not name.startswith(PACKAGE_NAME):
                content = self.grounds.path_of(name).read_bytes()
                if digest_bytes(content) == digest:
                    self.store.keep_content(content, digest)


def by_stage(name: str) -> tuple[int, str]:
    """Return what sorts the names of steps into the order of a build."""
    return STAGES.index(name.split()[0]), name


def _record(bundle: Bundle) -> StepRecord:
    """Return the record of a step, without files that go between steps: a point stands before their names."""
    writes = {file: digest for file, digest in bundle.files.items() if not file.startswith(".")}
    return StepRecord(bundle.name, dict(bundle.trace.files), writes)
