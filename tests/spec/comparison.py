"""What a reader gets from a page, whoever rendered it: the same questions put to Quarto's HTML and to ours.

Markup may differ, so each part is read by what it is: a float by its caption, alt texts and cells, a callout by
kind, title and body, the running text by its words. Quirks that need not be copied are left out here, each with
its reason.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from spec.dom import Node, parse_html

GENERATED_IDS = re.compile(r"[0-9a-f]{24,}")  # Quarto's id of a heading with a shortcode holds its source, as hex
LINE_END_HYPHEN = re.compile(r"-\n\s*")
PAGE_NUMBER = re.compile(r"^\s*\d+\s*$\n?", re.MULTILINE)
FORMULA_SPACE = re.compile(r"\s+(?=[\U0001d400-\U0001d7ff])|(?<=[\U0001d400-\U0001d7ff])\s+|\s+(?=[().,])")
CALLOUT_KIND = re.compile(r"callout-(note|tip|warning|important|caution)")
CALLOUT_ICON = re.compile(r"[\uf000-\uf8ff]\s*|^ *! ", re.MULTILINE)


@dataclass(frozen=True)
class Float:
    """A figure or table: its label, caption, alt texts and cells, row by row."""

    label: str
    caption: str
    alts: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class TitleBlock:
    """What stands above the text."""

    title: str
    subtitle: str
    authors: tuple[tuple[str, tuple[str, ...], str, str], ...]
    date: str
    abstract: str
    keywords: str


@dataclass(frozen=True)
class Page:
    """A page as its reader gets it."""

    title_block: TitleBlock
    text: str
    headings: tuple[tuple[int, str, str], ...]
    links: tuple[tuple[str, str], ...]
    citations: tuple[tuple[str, str], ...]
    references: tuple[tuple[str, str], ...]
    floats: tuple[Float, ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...]
    images: tuple[str, ...]
    callouts: tuple[tuple[str, str, str], ...]
    footnotes: tuple[str, ...]
    data: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    equations: tuple[tuple[str, str, str], ...]


def page_of(html: str) -> Page:
    """Read a page, or the inside of Quarto's `<main>`."""
    root = parse_html(html)
    main = root.first("main") or root
    return Page(
        title_block=_title_block(main),
        text=main.text(skip=_stands_apart),
        headings=_headings(main),
        links=tuple(
            (link.text(), link.attributes["href"]) for link in main.every("a") if _is_text_link(link, main)
        ),
        citations=tuple((cite.text(), cite.attributes["data-cites"]) for cite in main.every("span", "citation")),
        references=tuple((entry.identifier, entry.text()) for entry in main.every("div", "csl-entry")),
        floats=_floats(main),
        tables=tuple(_rows(table) for table in main.every("table")),
        images=tuple(
            image.attributes.get("alt", "") for image in main.every("img") if not _in_header(image, main)
        ),
        callouts=_callouts(main),
        footnotes=_footnotes(main),
        data=_data(main),
        equations=_equations(main),
    )


def _title_block(main: Node) -> TitleBlock:
    header = next((node for node in main.every("header") if node.identifier == "title-block-header"), Node(""))
    return TitleBlock(
        title=_text(header, "title"),
        subtitle=_text(header, "subtitle"),
        authors=_quarto_authors(header) or _authors(header),
        date=_text(header, "date"),
        abstract=_text(header, "abstract").removeprefix("Abstract").strip(),
        keywords=_text(header, "keywords").removeprefix("Keywords").strip(),
    )


def _quarto_authors(header: Node) -> tuple[tuple[str, tuple[str, ...], str, str], ...]:
    grid = header.first("div", "quarto-title-meta-author")
    if grid is None:
        return ()
    cells = grid.every("div", "quarto-title-meta-contents")
    pairs = zip(cells[::2], cells[1::2], strict=True)
    return tuple(
        (author.text(), tuple(place.text() for place in places.every("p", "affiliation")), *_contacts(author))
        for author, places in pairs
    )


def _authors(header: Node) -> tuple[tuple[str, tuple[str, ...], str, str], ...]:
    names = [node.text() for node in header.every(name="affiliation-name")]
    authors = []
    for author in header.every("li", "author"):
        numbers = (author.first(name="author-affiliations") or Node("")).text()
        places = tuple(names[int(number) - 1] for number in numbers.split(",") if number)
        authors.append((_text(author, "author-name"), places, *_contacts(author)))
    return tuple(authors)


def _contacts(author: Node) -> tuple[str, str]:
    links = [link.attributes["href"] for link in author.every("a")]
    mail = next((link for link in links if link.startswith("mailto:")), "")
    return mail, next((link for link in links if "orcid.org" in link), "")


def _text(node: Node, name: str) -> str:
    found = node.first(name=name)
    return found.text() if found else ""


def _stands_apart(node: Node) -> bool:
    # Compared on its own, because the two put it elsewhere: captions above or below, notes framed or not.
    return (
        node.identifier in {"title-block-header", "refs", "footnotes", "quarto-bibliography", "bibliography"}
        or "callout" in node.classes
        or node.tag in {"figure", "table", "button", "nav"}
        or "table-frame" in node.classes
        or "skip-link" in node.classes
        or node.identifier.startswith("eq-")
    )


def _headings(main: Node) -> tuple[tuple[int, str, str], ...]:
    found = []
    for section in main.every("section"):
        heading = next((child for child in section.children if isinstance(child, Node)), Node(""))
        is_list = section.identifier in {"quarto-bibliography", "bibliography", "footnotes"}
        if re.fullmatch(r"h[1-6]", heading.tag) and not is_list and "abstract" not in section.classes:
            label = "" if _has_generated_id(section) else section.identifier
            found.append((int(heading.tag[1]), label, heading.text()))
    return tuple(found)


def _has_generated_id(section: Node) -> bool:
    # Known quirk: Quarto makes the id of a heading from the source of its shortcode, we from its value.
    return bool(GENERATED_IDS.search(section.identifier)) or section.identifier == "heading-with-39"


def _is_text_link(link: Node, main: Node) -> bool:
    is_code_anchor = link.attributes.get("aria-hidden") == "true"
    return "href" in link.attributes and not is_code_anchor and not _in_header(link, main)


def _in_header(node: Node, main: Node) -> bool:
    header = next((found for found in main.every("header")), None)
    return header is not None and any(inside is node for inside in header.descendants())


def _floats(main: Node) -> tuple[Float, ...]:
    captions = [node for node in main.descendants() if node.tag in {"figcaption", "caption"}]
    # Sorted, because a part of a panel has its caption before or after that of the panel.
    return tuple(sorted((_float(caption) for caption in captions), key=lambda item: (item.label, item.caption)))


def _float(caption: Node) -> Float:
    around = [node for node in caption.ancestors() if node.tag in {"div", "figure", "table"}]
    owner = next((node for node in around if node.identifier), around[0])
    table = owner if owner.tag == "table" else owner.first("table")
    alts = tuple(image.attributes.get("alt", "") for image in owner.every("img"))
    return Float(owner.identifier, caption.text(), alts, _rows(table) if table else ())


def _rows(table: Node) -> tuple[tuple[str, ...], ...]:
    rows = (
        tuple(cell.text() for cell in row.descendants() if cell.tag in {"th", "td"}) for row in table.every("tr")
    )
    return tuple(rows)


def _callouts(main: Node) -> tuple[tuple[str, str, str], ...]:
    found = []
    for callout in main.every("div", "callout"):
        kind = next(name for name in callout.classes if CALLOUT_KIND.fullmatch(name))
        title = callout.first(name="callout-title-container") or callout.first(name="callout-title") or Node("")
        body = callout.first("div", "callout-body-container") or callout.first("div", "callout-body") or Node("")
        found.append((kind, title.text(skip=_is_spoken_only), body.text()))
    return tuple(found)


def _is_spoken_only(node: Node) -> bool:
    return bool({"screen-reader-only", "visually-hidden"} & set(node.classes))


def _footnotes(main: Node) -> tuple[str, ...]:
    section = next((node for node in main.every("section") if node.identifier == "footnotes"), Node(""))
    return tuple(note.text(skip=lambda node: "footnote-back" in node.classes) for note in section.every("li"))


def _data(main: Node) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    # Only spans: Quarto keeps data- attributes of its own on other elements.
    found = []
    for span in main.every("span"):
        own = {name: value for name, value in span.attributes.items() if name.startswith("data-")}
        own.pop("data-cites", None)
        if own:
            found.append((span.text(), tuple(sorted(own.items()))))
    return tuple(found)


def _equations(main: Node) -> tuple[tuple[str, str, str], ...]:
    found = []
    for span in main.every("span"):
        if not span.identifier.startswith("eq-"):
            continue
        text = span.text()
        number = re.search(r"\\tag\{(\d+)\}|\((\d+)\)$", text)
        assert number, text
        found.append((span.identifier, text[: number.start()].strip(), number[1] or number[2]))
    return tuple(found)


def words_of_pdf(text: str) -> str:
    """Fold the text layer of a PDF so that two extractors and two typesetters give the same words."""
    text = CALLOUT_ICON.sub("", text)  # Quarto draws icons with a font of symbols; ours have none
    text = PAGE_NUMBER.sub("", text)  # where it stands in the text depends on the extractor
    text = LINE_END_HYPHEN.sub("-", text)  # lines break elsewhere on another page width
    text = FORMULA_SPACE.sub("", text)  # a PDF holds no spaces inside formulas; extractors guess them
    text = text.replace("Supplementary Figure S ", "Supplementary Figure S")  # a known quirk of Quarto's PDF
    text = text.replace("Supplementary Table S ", "Supplementary Table S")
    return " ".join(unicodedata.normalize("NFC", text).split())
