"""The title block: authors and affiliations under the names that Quarto's template partials see."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from epicrisis.errors import RenderFailed
from epicrisis.manuscript.config import as_list
from epicrisis.render.embedded.pandoc import Tree
from epicrisis.render.embedded.target import Target

LABELS = {"authors": "Authors", "affiliations": "Affiliations", "published": "Published"}
LABELS |= {"abstract": "Abstract", "keywords": "Keywords", "doi": "DOI"}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ATTRIBUTES = ("corresponding", "equal-contributor", "deceased")


def build_title_block(document: Tree, target: Target) -> None:
    """Add `by-author`, `by-affiliation`, `labels` and the written date to a document's metadata.

    Args:
        document: The tree, changed in place.
        target: The output.

    Raises:
        RenderFailed: If an author names an affiliation that is not there, or the date is not a fixed day.
    """
    # Pandoc has parsed the front matter, so a name may hold a value from the data.
    metadata = document.get_metadata()
    authors = as_list(metadata.get("author", metadata.get("authors", target.options.get("author"))))
    affiliations = _Affiliations(as_list(metadata.get("affiliations", target.options.get("affiliations"))))
    by_author = [_author(author, affiliations, number) for number, author in enumerate(authors, start=1)]
    document.metadata["by-author"] = by_author
    document.metadata["by-affiliation"] = affiliations.known
    document.metadata["labels"] = LABELS
    document.metadata["author-meta"] = [author["name"]["literal"] for author in by_author]
    for key in ("author", "authors", "affiliations"):
        document.metadata.content.pop(key, None)
    date = metadata.get("date", target.options.get("date"))
    if date:
        document.metadata["date"] = written_date(str(date), target)
        document.metadata["date-meta"] = str(date)


def written_date(text: str, target: Target) -> str:
    """Write an ISO date as the output prints it: `August 20, 2025`, but as it is in Typst.

    Raises:
        RenderFailed: If the text is not a fixed day, such as `today`.
    """
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError as error:
        reason = "two builds of the same manuscript must print the same"
        raise RenderFailed(f"the date {text!r} is not written as YYYY-MM-DD; {reason}") from error
    style = target.options.get("date-format", "iso" if target.is_typst else "long")
    if style not in {"iso", "long"}:
        raise RenderFailed(f"the embedded engine does not know date-format {style!r}; use iso or long")
    # Month names come from here and not from the machine's locale.
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}" if style == "long" else day.isoformat()


def place_of(affiliation: Mapping[str, Any]) -> str:
    """Return an affiliation as one line, from the smallest unit to the country.

    >>> place_of({"name": "First Hospital", "city": "Harbin", "country": "China"})
    'First Hospital, Harbin, China'
    """
    keys = ("department", "name", "city", "region", "country")
    return ", ".join(str(affiliation[key]) for key in keys if affiliation.get(key))


def orcid_url(orcid: str) -> str:
    """Return the full address of an ORCID, which front matter may give with or without it.

    >>> orcid_url("0000-0002-1825-0097")
    'https://orcid.org/0000-0002-1825-0097'
    """
    return f"https://orcid.org/{orcid.rstrip('/').rpartition('/')[2]}"


class _Affiliations:
    """The affiliations of a document, in order, each with an id, a number and a letter."""

    def __init__(self, entries: list[Any]) -> None:
        self.known: list[dict[str, Any]] = []
        for entry in entries:
            self.add(entry)

    def add(self, entry: Any) -> dict[str, Any]:
        fields = dict(entry) if isinstance(entry, Mapping) else {"name": str(entry)}
        if "ref" in fields:
            return self._referred(str(fields["ref"]))
        twin = next((known for known in self.known if known["name"] == fields.get("name")), None)
        if twin and "id" not in fields:
            return twin
        number = len(self.known) + 1
        known = {
            "id": f"aff-{number}",
            **fields,
            "number": str(number),
            "letter": chr(ord("a") + (number - 1) % 26),
        }
        self.known.append(known)
        return known

    def _referred(self, name: str) -> dict[str, Any]:
        found = next((known for known in self.known if known["id"] == name), None)
        if found is None:
            raise RenderFailed(f"an author refers to the affiliation {name!r}, which is not under affiliations")
        return found


def _author(entry: Any, affiliations: _Affiliations, number: int) -> dict[str, Any]:
    fields: dict[str, Any] = dict(entry) if isinstance(entry, Mapping) else {"name": str(entry)}
    own = as_list(fields.pop("affiliations", fields.pop("affiliation", None)))
    attributes: dict[str, Any] = {key: fields.pop(key) for key in _ATTRIBUTES if key in fields}
    attributes.update(fields.pop("attributes", None) or {})
    fields.setdefault("id", _identifier(number))
    return {
        **fields,
        "name": _name(fields.get("name", "")),
        "number": str(number),
        "attributes": {key: _truth(value) for key, value in attributes.items()},
        "affiliations": [affiliations.add(affiliation) for affiliation in own],
    }


def _name(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        return {"literal": str(value)}
    parts = {str(key): str(part) for key, part in value.items()}
    parts.setdefault("literal", " ".join(filter(None, (parts.get("given"), parts.get("family")))))
    return parts


def _identifier(number: int) -> str:
    return f"author-{number}"


def _truth(value: Any) -> bool:
    return value in (True, "true", "yes")
