"""The content security policy of a page: it allows the theme's style and scripts, by their hashes, and no more."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from itertools import accumulate

STYLED = "styled"
"""Class of every element that had a style attribute, which a policy without `unsafe-inline` does not allow."""

# A style that could end its own rule, swallow the next or name a file is none that a writer of tables makes.
_WORDS = r"""[^{}<>@\\()\[\]/"';]"""
_PLAIN_STYLE = re.compile(rf"^(?:{_WORDS}|;|/(?!\*)|\({_WORDS}*\))+$")
_FETCHING = re.compile(r"(?:url|image|image-set|src|expression)\s*\(", re.IGNORECASE)

# Nearly all of a page: text, and the tags of text and tables without anything that a policy is about.
_PLAIN = "(?:a|caption|code|d[dlt]|div|em|h[1-6]|li|ol|p|section|span|strong|sub|sup|t[dhr]|table|tbody|thead|ul)"
_PLAIN_TAG = rf"""<{_PLAIN}(?: (?:class|id|href|data-[a-z-]+)="[^"<>]*")*>"""
_PLAIN_RUN = re.compile(rf"{_PLAIN_TAG}(?:{_PLAIN_TAG}|</{_PLAIN}>|[^<]+)*+")

_SOURCE = ("src", "srcset", "poster", "data")
_FETCHED: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("img", "script", "iframe", "source", "video", "audio", "object", "embed", "track"), _SOURCE),
    "link": ("href",),
}


def with_policy(page: str, theme: Iterable[str]) -> str:
    """Return a page with its content security policy.

    Style attributes become classes of the page's own style sheet. Scripts run only if the theme holds them, so one
    that came in by another way, such as a cell of the data, does not run.

    Args:
        page: The page; its first `<style>` is the theme's.
        theme: HTML that the page may take scripts from: the page template and what is included after the text.
    """
    parsed = _read(page)
    styled = [tag for tag in parsed.tags if "style" in tag.attributes]
    kept = dict.fromkeys(tag.style for tag in styled if _is_plain(tag.style))
    classes = {style: f"{STYLED} {STYLED}-{number}" for number, style in enumerate(kept, start=1)}
    changes = [(tag.start, tag.end, tag.with_class(classes.get(tag.style, ""))) for tag in styled]
    sheets: list[str] = []
    if parsed.sheet:
        sheets.append(page[slice(*parsed.sheet)] + "".join(map(_rule, classes.items())))
        changes.append((*parsed.sheet, sheets[0]))
    known = {script for text in theme for script in _read(text).scripts}
    scripts = [script for script in dict.fromkeys(parsed.scripts) if script in known]
    images = "data:" if any(tag.name == "img" for tag in parsed.tags) else ""
    fonts = "data:" if any("data:font" in sheet for sheet in sheets) else ""
    meta = f'\n<meta http-equiv="Content-Security-Policy" content="{policy(scripts, sheets, images, fonts)}">'
    return _changed(page, [*changes, (parsed.head_end, parsed.head_end, meta)])


def _rule(styled: tuple[str, str]) -> str:
    style, classes = styled
    return f".{classes.replace(' ', '.')} {{ {style}; }}\n"


def addresses(page: str) -> Iterator[str]:
    """Yield every address that a browser asks for when it shows a page."""
    for tag in _read(page).tags:
        names = _FETCHED.get(tag.name, ())
        if tag.name != "link" or "stylesheet" in tag.attributes.get("rel", "").lower().split():
            yield from (tag.attributes[name].strip() for name in names if tag.attributes.get(name))


def policy(scripts: Sequence[str], styles: Sequence[str], images: str = "", fonts: str = "") -> str:
    """Return a policy that allows nothing but some scripts and style sheets.

    Args:
        scripts: What stands in each `<script>`, to the letter.
        styles: What stands in each `<style>`.
        images: Where images may come from; empty for nowhere.
        fonts: Where fonts may come from; empty for nowhere.

    >>> policy([], ["p {}"], "data:")[:58]
    "default-src 'none'; base-uri 'none'; form-action 'none'; i"
    """
    parts = ["default-src 'none'", "base-uri 'none'", "form-action 'none'"]
    parts += [f"img-src {images}"] if images else []
    parts += [f"font-src {fonts}"] if fonts else []
    parts += [f"style-src {' '.join(map(_hash, styles))}"] if styles else []
    parts += [f"script-src {' '.join(map(_hash, scripts))}"] if scripts else []
    return "; ".join(parts)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@dataclass(frozen=True)
class _Tag:
    """A start tag, and where it stands."""

    name: str
    attributes: dict[str, str]
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def style(self) -> str:
        return self.attributes.get("style", "").strip().rstrip("; ")

    def with_class(self, names: str) -> str:
        """Return the tag with classes in the place of its style."""
        others = {key: value for key, value in self.attributes.items() if key != "style"}
        classes = " ".join(filter(None, (names, others.pop("class", ""))))
        kept = {**({"class": classes} if classes else {}), **others}
        words = "".join(f' {key}="{escape(value)}"' for key, value in kept.items())
        return f"<{self.name}{words}{' /' if self.text.endswith('/>') else ''}>"


class _Page(HTMLParser):
    """What a policy has to know of a page: its tags but the plain ones, its scripts, its first style sheet."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.tags: list[_Tag] = []
        self.scripts: list[str] = []
        self.sheet: tuple[int, int] | None = None
        self.head_end = 0
        self._page = page
        self._lines = [0, *accumulate(len(line) + 1 for line in page.split("\n"))]
        self.feed(page)
        self.close()

    def parse_starttag(self, i: int) -> int:
        """Pass over a plain tag and all that follows, up to one that is not; to stop at each takes much longer."""
        plain = _PLAIN_RUN.match(self.rawdata, i)
        return plain.end() if plain else super().parse_starttag(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # of an attribute that stands twice, browsers take the first
        attributes = {name: value or "" for name, value in reversed(attrs)}
        found = _Tag(tag, attributes, self.get_starttag_text() or "", self._offset())
        self.tags.append(found)
        if (tag == "meta" and "charset" in attributes) or (tag == "head" and not self.head_end):
            self.head_end = found.end

    def handle_endtag(self, tag: str) -> None:
        if not self.tags or tag != self.tags[-1].name:
            return
        span = self.tags[-1].end, self._offset()
        if tag == "script":
            self.scripts.append(self._page[slice(*span)])
        elif tag == "style" and self.sheet is None:
            self.sheet = span

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


@lru_cache(maxsize=4)
def _read(page: str) -> _Page:
    """Read a page, only once although it is both looked over and given its policy."""
    return _Page(page)


def _is_plain(style: str) -> bool:
    return bool(style and _PLAIN_STYLE.match(style) and not _FETCHING.search(style))


def _changed(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end, new in sorted(changes):
        pieces += [text[position:start], new]
        position = end
    return "".join([*pieces, text[position:]])
