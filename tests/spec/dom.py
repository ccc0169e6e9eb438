"""A small tree of an HTML page, enough to ask it questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
UNSHOWN = frozenset({"style", "script", "head", "title"})


@dataclass(eq=False)
class Node:
    """An element with its attributes and content."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)
    parent: Node | None = None

    def ancestors(self) -> Iterator[Node]:
        """The elements around it, from the nearest outwards."""
        if self.parent is not None:
            yield self.parent
            yield from self.parent.ancestors()

    @property
    def identifier(self) -> str:
        """Its `id`, or nothing."""
        return self.attributes.get("id", "")

    @property
    def classes(self) -> list[str]:
        """Its classes."""
        return self.attributes.get("class", "").split()

    def descendants(self) -> Iterator[Node]:
        """Every element inside it, in reading order."""
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.descendants()

    def every(self, tag: str = "", name: str = "") -> list[Node]:
        """Every element inside it with a tag and a class."""
        wanted = (node for node in self.descendants() if tag in ("", node.tag))
        return [node for node in wanted if not name or name in node.classes]

    def first(self, tag: str = "", name: str = "") -> Node | None:
        """The first element inside it with a tag and a class."""
        return next(iter(self.every(tag, name)), None)

    def text(self, skip: Callable[[Node], bool] = lambda _: False) -> str:
        """What a reader reads, with white space folded; elements to skip count as a space."""
        return " ".join("".join(self._pieces(skip)).replace("\u00a0", " ").split())

    def _pieces(self, skip: Callable[[Node], bool]) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag in UNSHOWN or skip(child) or child.tag == "br":
                yield " "
            elif tex := tex_of(child):
                yield tex
            else:
                is_block = child.tag not in INLINE
                yield " " if is_block else ""
                yield from child._pieces(skip)
                yield " " if is_block else ""


INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "cite",
        "code",
        "del",
        "details",
        "em",
        "i",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
    ]
)


def tex_of(node: Node) -> str:
    """The TeX source of a formula, of MathML (ours) or of MathJax input (Quarto's); empty for anything else."""
    if node.tag == "math":
        source = next((child for child in node.descendants() if child.tag == "annotation"), None)
        return " ".join(source.text().split()) if source else ""
    if node.tag == "span" and "math" in node.classes:
        return " ".join("".join(child for child in node.children if isinstance(child, str)).split())[2:-2].strip()
    return ""


def parse_html(html: str) -> Node:
    """Parse a page or a piece of one."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.root


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, parent=self._open[-1])
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)
