"""The front matter of an article in JATS, from the same metadata that the other outputs print."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

import panflute as pf

from epicrisis.manuscript.config import as_list
from epicrisis.render.embedded.elements import Element, plain_text, words
from epicrisis.render.embedded.jats.markup import raw_block, wrapped
from epicrisis.render.embedded.pandoc import Tree
from epicrisis.render.embedded.target import Target
from epicrisis.render.embedded.title_block import orcid_url

HEADING = "Case Report"
"""What kind of article it is, if the front matter does not say."""
# A name with such a word is that of a group. Only a name in parts is split: anything else would be a guess.
_GROUP = re.compile(
    r"\b(?:collaborat(?:ion|ors)|committee|consortium|contributors|group|initiative|investigators|network|team)\b",
    re.IGNORECASE,
)
_CREATIVE_COMMONS = re.compile(r"^CC[ -](?P<kind>BY(?:-(?:NC|ND|SA|NC-SA|NC-ND))?)(?:[ -](?P<version>\d\.\d))?$")
_CC0 = re.compile(r"^CC0(?:-1\.0| 1\.0)?$")


def settle_front(document: Tree, target: Target) -> None:
    """Add what the template of the article prints under `jats`, and give the abstract its sections.

    Args:
        document: The tree after all transforms, changed in place.
        target: The output.
    """
    authors = as_list(document.get_metadata("by-author"))
    heading = str(target.options.get("article-type", HEADING))
    rights = _plain_mapping(target.options.get("copyright"), "statement")
    licenses = [_license(entry) for entry in as_list(target.options.get("license"))]
    document.metadata["jats"] = {
        "article-type": re.sub(r"[^a-z]+", "-", heading.lower()).strip("-"),
        "heading": heading,
        "authors": [_author(author, number) for number, author in enumerate(authors, start=1)],
        "correspondence": [
            {"id": _correspondence(number), "name": author["name"]["literal"], "email": author.get("email", "")}
            for number, author in enumerate(authors, start=1)
            if author["attributes"].get("corresponding")
        ],
        **_date(str(document.get_metadata("date-meta", ""))),
        "copyright": rights,
        "licenses": licenses,
        "permissions": bool(rights or licenses),
    }
    abstract = document.metadata.content.get("abstract")
    if abstract is not None:
        document.metadata["abstract"] = pf.MetaBlocks(*abstract_sections(_blocks(abstract)))


def abstract_sections(blocks: list[Element]) -> list[Element]:
    """Turn paragraphs that start with bold words and a full stop or colon into sections with titles.

    Args:
        blocks: The abstract.

    Returns:
        The sections; or plain paragraphs, if the first block has no title or no other block has one.
    """
    titled = [bool(_title_of(block)) for block in blocks]
    if not titled or not titled[0] or sum(titled) == 1:
        return [inside for block in blocks for inside in _as_paragraph(block)]
    result: list[Element] = []
    for block in blocks:
        title = _title_of(block)
        if title:
            rest = list(block.content)[1:]
            while rest and isinstance(rest[0], pf.Space | pf.SoftBreak):
                rest.pop(0)
            end = "</sec>" if result else ""
            result += [raw_block(f"{end}<sec>{wrapped('title', title)}"), pf.Para(*rest)]
        else:
            result += _as_paragraph(block)
    return [*result, raw_block("</sec>")]


def _blocks(abstract: Any) -> list[Element]:
    if isinstance(abstract, pf.MetaBlocks):
        return list(abstract.content)
    inlines = (
        abstract.content if isinstance(abstract, pf.MetaInlines) else words(str(getattr(abstract, "text", "")))
    )
    return [pf.Para(*inlines)]


def _as_paragraph(block: Element) -> list[Element]:
    # An abstract holds paragraphs only; these may hold lists.
    return [block] if isinstance(block, pf.Para) else [raw_block("<p>"), block, raw_block("</p>")]


def _title_of(block: Element) -> str:
    starts_bold = isinstance(block, pf.Para) and len(block.content) > 1 and isinstance(block.content[0], pf.Strong)
    text = plain_text(block.content[0].content) if starts_bold else ""
    return text[:-1] if text.endswith((".", ":")) else ""


def _author(author: Mapping[str, Any], number: int) -> dict[str, Any]:
    name = author["name"]
    is_group = "family" not in name and bool(_GROUP.search(name["literal"]))
    orcid = author.get("orcid")
    return {
        **name,
        **({"collab": name["literal"]} if is_group else {}),
        "orcid": orcid_url(orcid) if orcid else "",
        "roles": [str(role) for role in as_list(author.get("roles", author.get("role"))) if isinstance(role, str)],
        "affiliations": [place["id"] for place in author["affiliations"]],
        "corresponding": author["attributes"].get("corresponding", False),
        "correspondence": _correspondence(number),
        "equal": author["attributes"].get("equal-contributor", False),
        "deceased": author["attributes"].get("deceased", False),
    }


def _correspondence(number: int) -> str:
    return f"cor-{number}"


def _date(text: str) -> dict[str, Any]:
    # Not even an empty mapping, which a template takes for a date.
    if not text:
        return {}
    day = datetime.date.fromisoformat(text)
    return {"date": {"iso": text, "day": str(day.day), "month": str(day.month), "year": str(day.year)}}


def _plain_mapping(value: Any, name: str) -> dict[str, Any]:
    if value is None:
        return {}
    entries = value if isinstance(value, Mapping) else {name: value}
    return {str(key): [str(item) for item in as_list(entry)] for key, entry in entries.items()}


def _license(entry: Any) -> dict[str, str]:
    if isinstance(entry, Mapping):
        known = {key: str(entry[key]) for key in ("type", "text", "url") if key in entry}
        return {"text": known.get("url", ""), **known}
    name = str(entry)
    address = license_address(name)
    return {"text": name, "url": address, "type": "open-access"} if address else {"text": name}


def license_address(name: str) -> str:
    """Return the address of a Creative Commons licence that is named as Quarto or SPDX name it; else nothing.

    >>> license_address("CC BY"), license_address("CC-BY-NC-4.0")
    ('https://creativecommons.org/licenses/by/4.0/', 'https://creativecommons.org/licenses/by-nc/4.0/')
    """
    if _CC0.match(name):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    match = _CREATIVE_COMMONS.match(name)
    return (
        f"https://creativecommons.org/licenses/{match['kind'].lower()}/{match['version'] or '4.0'}/"
        if match
        else ""
    )
