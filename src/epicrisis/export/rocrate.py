"""The whole of a report as an RO-Crate: data, text, notebooks, figures and pages, with the run that made them."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rocrate.model import ContextEntity, DataEntity, Entity
from rocrate.rocrate import ROCrate

from epicrisis.case.model import Case
from epicrisis.errors import OutputFailed, UsageError
from epicrisis.inspection.data import settled_case
from epicrisis.paths import ProjectPaths
from epicrisis.provenance.sealed import SealedBuild, sealed_build

# The version that the Process Run Crate profile builds on.
VERSION = "1.1"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
PROFILE_NAME = "Process Run Crate"
METADATA = "ro-crate-metadata.json"
# The context of RO-Crate 1.1 is older than this property of schema.org.
EXTRA_TERMS = {"sha256": "http://schema.org/sha256"}

MEDIA_TYPES = {
    ".bib": "application/x-bibtex",
    ".css": "text/css",
    ".csv": "text/csv",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".lock": "text/plain",
    ".lua": "text/x-lua",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".py": "text/x-python",
    ".qmd": "text/markdown",
    ".svg": "image/svg+xml",
    ".typ": "text/plain",
    ".yml": "application/yaml",
}


def export_rocrate(paths: ProjectPaths, case_id: str, output_dir: Path | None = None) -> Path:
    """Write the finished build of a case as an RO-Crate with its run.

    Args:
        paths: The project, with a finished build of the case.
        case_id: The case.
        output_dir: Where the crate goes; `rocrate` in the case's output folder by default. A crate that is there
            is replaced.

    Returns:
        The folder of the crate.

    Raises:
        UsageError: If the case is not built, was edited since, or the folder holds something else.
        OutputFailed: If the crate cannot be written.
    """
    target = output_dir or paths.case_build(case_id) / "rocrate"
    if target.exists() and not (target / METADATA).is_file() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"--output-dir {target}: it is there already and is no RO-Crate. Choose another folder.")
    build = sealed_build(paths, case_id)
    if altered := sorted(build.altered()):
        names = ", ".join(altered)
        raise UsageError(f"edited since the last build: {names}. Run make report CASE={case_id} first.")
    case, _ = settled_case(paths, case_id).require()
    _replace(target, make_crate(build, case))
    return target


def make_crate(build: SealedBuild, case: Case) -> ROCrate:
    """Return the crate of a build: the project's own layout, with every file described.

    Dates and ids come from the data version and the manifest, so that a build gives one crate.

    Args:
        build: The finished build.
        case: Its case.
    """
    crate = ROCrate(version=VERSION)
    crate.metadata.extra_terms.update(EXTRA_TERMS)
    package = json.loads((build.paths.case_data(case.id) / "datapackage.json").read_text(encoding="utf-8"))
    inputs = {name: _add_file(crate, name, path, digest) for name, path, digest in _inputs(build)}
    outputs = {name: _add_file(crate, _place(build, path), path, digest) for name, path, digest in _outputs(build)}
    software = _add_software(crate, build)
    run = _add_run(crate, build, software, inputs, outputs)
    steps = _add_steps(crate, build, software, {**inputs, **outputs})
    crate.root_dataset["mentions"] = _one_or_all([run, *steps])
    _describe_root(crate, case, package, outputs[f"{case.id}.html"])
    return crate


def _inputs(build: SealedBuild) -> Iterable[tuple[str, Path, str]]:
    return ((name, path, build.recipe["inputs"][name]) for name, path in build.inputs.items())


def _outputs(build: SealedBuild) -> Iterable[tuple[str, Path, str]]:
    return ((name, path, build.record["outputs"].get(name, "")) for name, path in build.outputs.items())


def _place(build: SealedBuild, path: Path) -> str:
    return build.paths.relative(path)


def _add_file(crate: ROCrate, place: str, path: Path, digest: str) -> DataEntity:
    described = {
        "name": path.name,
        "encodingFormat": MEDIA_TYPES.get(path.suffix, "application/octet-stream"),
        "contentSize": str(path.stat().st_size),
    }
    return crate.add_file(path, place, properties=described | ({"sha256": digest} if digest else {}))


def _add_software(crate: ROCrate, build: SealedBuild) -> list[Entity]:
    """Add the program and the engine; library versions are in the manifest and the lock, which are files here."""
    program, engine = build.recipe["program"], build.recipe["engine"]
    described: Mapping[str, Mapping[str, str]] = {
        f"#{program['name']}": {
            "name": "Epicrisis",
            "softwareVersion": program["version"],
            "sha256": program["digest"],
            **({"identifier": f"git:{build.record['commit']}"} if build.record["commit"] else {}),
        },
        f"#engine-{engine['name']}": {
            "name": f"Rendering engine {engine['name']}",
            "softwareVersion": engine["version"],
        },
    }
    return [
        crate.add(ContextEntity(crate, identifier, properties={"@type": "SoftwareApplication", **properties}))
        for identifier, properties in described.items()
    ]


def _add_run(
    crate: ROCrate,
    build: SealedBuild,
    software: list[Entity],
    inputs: Mapping[str, Entity],
    outputs: Mapping[str, Entity],
) -> Entity:
    """Add the run as a whole. It has neither time nor agent: nothing in a build tells the clock or the user."""
    described = {
        "@type": "CreateAction",
        "name": f"Build of the report {build.case}",
        "description": f"epicrisis build --case {build.case} --engine {build.recipe['engine']['name']}",
        "identifier": f"sha256:{build.record['digest']}",
    }
    run = crate.add(ContextEntity(crate, "#build", properties=described))
    run["instrument"] = software
    run["object"] = list(inputs.values())
    run["result"] = list(outputs.values())
    return run


def _add_steps(
    crate: ROCrate, build: SealedBuild, software: list[Entity], files: Mapping[str, Entity]
) -> list[Entity]:
    """Add each step of the build with those of its files that are in the crate."""
    steps = []
    for number, step in enumerate(build.record["steps"], start=1):
        described = {
            "@type": "CreateAction",
            "name": step["name"],
            "description": f"Step {number} of the build of the report {build.case}",
            "identifier": f"sha256:{step['key']}",
        }
        action = crate.add(ContextEntity(crate, f"#step-{number}", properties=described))
        action["instrument"] = software[0]
        for role, names in (("object", step["reads"]), ("result", step["writes"])):
            if known := [files[name] for name in names if name in files]:
                action[role] = _one_or_all(known)
        steps.append(action)
    return steps


def _describe_root(crate: ROCrate, case: Case, package: Mapping[str, Any], page: Entity) -> None:
    profile = {"@type": "CreativeWork", "name": PROFILE_NAME, "version": PROFILE.rpartition("/")[2]}
    licence = package["licenses"][0]
    root = crate.root_dataset
    root["name"] = case.title
    root["description"] = package.get("description") or case.title
    root["identifier"] = f"{case.id} {case.version}"
    root["version"] = case.version
    root["datePublished"] = case.created.isoformat()
    root["keywords"] = ", ".join(package.get("keywords", []))
    root["license"] = _add_named(crate, licence["path"], "CreativeWork", licence.get("title") or licence["name"])
    root["conformsTo"] = crate.add(ContextEntity(crate, PROFILE, properties=profile))
    root["mainEntity"] = page
    authors = [
        _add_named(crate, f"#contributor-{number}", "Organization", person["title"])
        for number, person in enumerate(package.get("contributors", []), start=1)
    ]
    sources = [
        _add_named(crate, source["path"], "CreativeWork", source["title"])
        for source in package.get("sources", [])
        if str(source.get("path", "")).startswith("https://")
    ]
    for name, entities in (("author", authors), ("isBasedOn", sources)):
        if entities:
            root[name] = _one_or_all(entities)


def _one_or_all(entities: list[Entity]) -> Entity | list[Entity]:
    """A list of one is no list in RO-Crate 1.1."""
    return entities[0] if len(entities) == 1 else entities


def _add_named(crate: ROCrate, identifier: str, kind: str, name: str) -> Entity:
    return crate.add(ContextEntity(crate, identifier, properties={"@type": kind, "name": name}))


def _replace(target: Path, crate: ROCrate) -> None:
    """Write the crate beside its place, then put it there in one step."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".exporting-", dir=target.parent) as folder:
            crate.write(Path(folder) / "crate")
            if target.exists():
                target.replace(Path(folder) / "old")
            (Path(folder) / "crate").replace(target)
    except (OSError, shutil.Error) as error:
        raise OutputFailed(f"{target} cannot be written: {error}.") from error
