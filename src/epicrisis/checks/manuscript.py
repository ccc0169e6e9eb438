"""What an engine would publish silently and a reader would stumble over: refused before any engine runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from epicrisis.checks.manuscript_characters import character_problems
from epicrisis.checks.manuscript_conditions import condition_problems
from epicrisis.checks.manuscript_constructs import construct_problems
from epicrisis.checks.manuscript_embeds import embed_problems
from epicrisis.checks.manuscript_front_matter import front_matter_problems
from epicrisis.checks.manuscript_images import image_problems
from epicrisis.checks.manuscript_keys import key_problems
from epicrisis.checks.manuscript_references import label_problems, link_problems, reference_problems
from epicrisis.checks.manuscript_settings import setting_problems
from epicrisis.checks.manuscript_shortcodes import shortcode_problems
from epicrisis.checks.manuscript_structure import structure_problems
from epicrisis.errors import InvalidInput
from epicrisis.manuscript.bibliography import read_citation_keys, reference_keys
from epicrisis.manuscript.cell_markdown import PICTURE_TO_COME
from epicrisis.manuscript.config import Config, as_list, read_config
from epicrisis.manuscript.embeds import Refusal, notebooks_of, with_embeds
from epicrisis.manuscript.prose import prose
from epicrisis.manuscript.source import Source, read_source
from epicrisis.paths import ProjectPaths
from epicrisis.places import Place, Problem


def check_manuscript(
    source: Path,
    project_root: Path,
    variables: Mapping[str, Any],
    coming: frozenset[Path] = frozenset(),
) -> tuple[Problem, ...]:
    """Check a manuscript with its includes, settings and surroundings.

    Args:
        source: The main document.
        project_root: Folder with `_quarto.yml`; places are relative to it.
        variables: What `{{< var … >}}` can print.
        coming: Images and executed notebooks that the build will make, absolute; they count as there.

    Returns:
        Every problem, sorted by place; none if the manuscript can be published.
    """
    try:
        manuscript = read_source(source, project_root)
        config = read_config(manuscript, source, project_root)
    except InvalidInput as error:
        return error.problems
    except (OSError, UnicodeDecodeError):
        place = Place(ProjectPaths(project_root).relative(source))
        return (Problem(place, "the manuscript is not a readable UTF-8 text file"),)
    keys, problems = _citation_keys(config, project_root)
    name = ProjectPaths(project_root).relative(source)
    problems += front_matter_problems(manuscript, name, config, project_root)
    notebooks = notebooks_of(source, project_root, config, coming)
    manuscript, refusals = with_embeds(
        manuscript, notebooks, config.kinds(), lambda _content, _suffix: PICTURE_TO_COME
    )
    problems += embed_problems(refusals)
    problems += setting_problems(manuscript, config, project_root)
    problems += key_problems(manuscript, config, project_root)
    found = manuscript_problems(manuscript, config, variables, keys, source.resolve().parent, project_root, coming)
    return tuple(sorted({*problems, *found}, key=_by_place))


def check_made(
    source: Source,
    filled: Source,
    refusals: Iterable[Refusal],
    config: Config,
    variables: Mapping[str, Any],
    folder: Path,
    project_root: Path,
) -> tuple[Problem, ...]:
    """Check, in a manuscript that was checked before the notebooks ran, what only they can answer.

    Args:
        source: The manuscript.
        filled: The same with its embedded cells.
        refusals: The cells that are not there.
        config: Its settings.
        variables: What `{{< var … >}}` can print, the words of the figures among them.
        folder: What its image paths are relative to.
        project_root: The folder that no path may leave.
    """
    images = image_problems(source, prose(source.text), variables, folder, project_root, frozenset())
    characters = character_problems(filled, config, variables)
    return tuple(sorted({*embed_problems(refusals), *images, *characters}, key=_by_place))


def manuscript_problems(
    source: Source,
    config: Config,
    variables: Mapping[str, Any],
    citation_keys: frozenset[str],
    folder: Path,
    project_root: Path,
    coming: frozenset[Path] = frozenset(),
) -> tuple[Problem, ...]:
    """Return the problems of a manuscript that is read already.

    Args:
        source: The manuscript with its includes.
        config: Its settings.
        variables: What `{{< var … >}}` can print.
        citation_keys: What its bibliographies define.
        folder: What its image paths are relative to.
        project_root: The folder that no path may leave.
        coming: Images that the build will make, absolute.
    """
    text = prose(source.text)
    return (
        *source.problems,
        *shortcode_problems(source, config, variables),
        *label_problems(source, text),
        *reference_problems(source, text, config, citation_keys),
        *link_problems(source, text),
        *image_problems(source, text, variables, folder, project_root, coming),
        *construct_problems(source, text),
        *character_problems(source, config, variables),
        *condition_problems(source, text),
        *structure_problems(source, text, config),
    )


def _citation_keys(config: Config, project_root: Path) -> tuple[frozenset[str], list[Problem]]:
    keys = reference_keys(config.document.get("references"))
    problems: list[Problem] = []
    for name in as_list(config.options("html").get("bibliography")):
        path = Path(name)
        place = Place(ProjectPaths(project_root).relative(path))
        try:
            keys |= read_citation_keys([path])
        except OSError:
            problems.append(Problem(place, "this bibliography, named in the settings, does not exist"))
        except ValueError:
            problems.append(Problem(place, "this bibliography cannot be read"))
    return keys, problems


def _by_place(problem: Problem) -> tuple[str, int, str]:
    return problem.place.path, problem.place.line or 0, problem.message
