"""A Word document with what changed as tracked insertions and deletions, which journals ask for."""

from __future__ import annotations

import copy
import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from epicrisis.digests import digest_bytes
from epicrisis.render.embedded.docx.package import CONTENT_TYPES, read_parts, write_parts
from epicrisis.review.redline import align
from epicrisis.review.revisions import R, Stamp, W, atoms, deleted, insert, revise, text_of

_BODY = "word/document.xml"
_NOTES = "word/footnotes.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_PICTURE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_EMBED = f"{R}embed"


def redline_document(old: bytes, new: bytes, author: str, date: str) -> bytes:
    """Return the new document with tracked changes that lead to it from the old one.

    Args:
        old: The document as it was.
        new: The document as it is.
        author: The name that Word shows beside each change.
        date: Date of the changes, `2025-11-25`; may be empty.

    Returns:
        A document whose text is the new one if all changes are accepted, and the old one if all are rejected.
    """
    packet = _Packet(read_parts(old), read_parts(new), Stamp(author, f"{date}T00:00:00Z" if date else ""))
    packet.compare(packet.old_body.find(f"{W}body"), packet.new_body.find(f"{W}body"))
    packet.compare_notes()
    return packet.content()


class _Packet:
    """Both documents, and what came over from the old one."""

    def __init__(self, old: dict[str, bytes], new: dict[str, bytes], stamp: Stamp) -> None:
        self._old, self._new, self._stamp = old, new, stamp
        self.old_body, self.new_body = (etree.fromstring(parts[_BODY]) for parts in (old, new))
        self._notes = tuple(etree.fromstring(parts[_NOTES]) if _NOTES in parts else None for parts in (old, new))
        self._targets = tuple(_targets(parts) for parts in (old, new))
        self._relations = etree.fromstring(new[_RELATIONS])
        self._kept_notes: list[tuple[str, str]] = []
        self._come_notes: set[str] = set()
        self._count = 0

    def content(self) -> bytes:
        """Return the finished document."""
        parts = self._new | {_BODY: _bytes(self.new_body), _RELATIONS: _bytes(self._relations)}
        if self._notes[1] is not None:
            parts[_NOTES] = _bytes(self._notes[1])
        return write_parts(parts, zipfile.ZIP_DEFLATED)

    def compare(self, old: Any, new: Any) -> None:
        """Compare the paragraphs and tables of two containers, and mark the new one."""
        pairs = list(align(list(_blocks(old)), list(_blocks(new)), _key, _likeness))
        for number, (before, after) in enumerate(pairs):
            if before is None:
                self._come(after)
            elif after is None:
                following = next((block for _, block in pairs[number:] if block is not None), None)
                gone = self._gone(before)
                if following is not None:
                    following.addprevious(gone)
                else:
                    _append(new, gone)
            elif before.tag == f"{W}tbl":
                self._compare_tables(before, after)
            else:
                self._compare_paragraphs(before, after)

    def _compare_paragraphs(self, old: Any, new: Any) -> None:
        before, after = atoms(old, lambda run: self._name(run, 0)), atoms(new, lambda run: self._name(run, 1))
        kept = revise(before, after, new, self._stamp, self._adopt)
        self._kept_notes += [(first, second) for pair in kept for first, second in _note_ids(*pair)]
        self._come_notes |= {note for mark in new.iter(f"{W}ins") for note in _notes_in(mark)}

    def _compare_tables(self, old: Any, new: Any) -> None:
        pairs = list(align(old.findall(f"{W}tr"), new.findall(f"{W}tr"), _key, _likeness))
        for number, (before, after) in enumerate(pairs):
            if before is not None and after is not None and len(_cells(before)) == len(_cells(after)):
                for first, second in zip(_cells(before), _cells(after), strict=True):
                    self._compare_cells(first, second)
                continue
            if after is not None:
                self._come(after)
            if before is not None:
                following = next((row for _, row in pairs[number:] if row is not None), None)
                gone = self._gone(before)
                if following is not None:
                    following.addprevious(gone)
                else:
                    new.append(gone)

    def _compare_cells(self, old: Any, new: Any) -> None:
        """Compare two cells of one place: a value that is wholly another is still the same cell."""
        before, after = list(_blocks(old)), list(_blocks(new))
        if len(before) == len(after) == 1 and before[0].tag == after[0].tag == f"{W}p":
            self._compare_paragraphs(before[0], after[0])
        else:
            self.compare(old, new)

    def compare_notes(self) -> None:
        """Compare the notes that both texts refer to, and mark those that are new."""
        old, new = self._notes
        if new is None:
            return
        for first, second in self._kept_notes:
            before, after = _note(old, first), _note(new, second)
            if before is not None and after is not None:
                self.compare(before, after)
        for number in sorted(self._come_notes):
            note = _note(new, number)
            if note is not None:
                self._come_within(note)

    def _come(self, block: Any) -> None:
        """Mark a block, or a row of a table, as inserted."""
        for row in _rows(block):
            _properties(row, "trPr").append(self._stamp.mark("ins"))
        self._come_within(block)
        self._come_notes |= _notes_in(block)

    def _come_within(self, block: Any) -> None:
        for paragraph in list(_paragraphs(block)):
            insert([atom.run for atom in atoms(paragraph, lambda run: self._name(run, 1))], self._stamp)
            _properties(_properties(paragraph, "pPr"), "rPr").insert(0, self._stamp.mark("ins"))

    def _gone(self, block: Any) -> Any:
        """Return a copy of an old block, or row, as deleted."""
        twin = copy.deepcopy(block)
        twin.tail = None
        for row in _rows(twin):
            _properties(row, "trPr").append(self._stamp.mark("del"))
        for paragraph in list(_paragraphs(twin)):
            runs = [atom.run for atom in atoms(paragraph, lambda run: self._name(run, 0))]
            mark = deleted(runs, self._stamp, self._adopt)
            for child in [child for child in paragraph if child.tag != f"{W}pPr"]:
                paragraph.remove(child)  # bookmarks too: the new text has those of their names
            if runs:
                paragraph.append(mark)
            _properties(_properties(paragraph, "pPr"), "rPr").insert(0, self._stamp.mark("del"))
        return twin

    def _name(self, run: Any, side: int) -> str:
        """Return what a run holds that is no text."""
        for blip in run.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip"):
            parts = (self._old, self._new)[side]
            return f"picture {digest_bytes(parts.get(self._targets[side].get(blip.get(_EMBED), ''), b''))}"
        return " ".join(str(child.tag) for child in run if child.tag != f"{W}rPr")

    def _adopt(self, run: Any) -> None:
        """Bring the pictures and notes of a run of the old document along."""
        for blip in run.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip"):
            blip.set(_EMBED, self._picture(self._targets[0].get(blip.get(_EMBED), "")))
        for reference in run.iter(f"{W}footnoteReference"):
            reference.set(f"{W}id", self._adopted_note(reference.get(f"{W}id")))

    def _picture(self, name: str) -> str:
        self._count += 1
        identifier = f"rIdGone{self._count}"
        suffix = posixpath.splitext(name)[1]
        target = f"media/gone{self._count}{suffix}"
        self._new[f"word/{target}"] = self._old.get(name, b"")
        relation = etree.SubElement(self._relations, str(self._relations.tag).removesuffix("s"))
        relation.attrib.update({"Id": identifier, "Type": _PICTURE, "Target": target})
        types = etree.fromstring(self._new[CONTENT_TYPES])
        if not any(entry.get("Extension") == suffix[1:] for entry in types.findall(f"{_TYPES}Default")):
            old = etree.fromstring(self._old[CONTENT_TYPES])
            types[:0] = [
                entry for entry in old.findall(f"{_TYPES}Default") if entry.get("Extension") == suffix[1:]
            ]
            self._new[CONTENT_TYPES] = _bytes(types)
        return identifier

    def _adopted_note(self, number: str) -> str:
        old, new = self._notes
        note = _note(old, number)
        if note is None or new is None:
            return number
        twin = self._gone(note)
        fresh = str(max(int(other.get(f"{W}id")) for other in new) + 1)
        twin.set(f"{W}id", fresh)
        new.append(twin)
        return fresh


def _blocks(container: Any) -> Iterator[Any]:
    return (child for child in container if child.tag in (f"{W}p", f"{W}tbl"))


def _paragraphs(block: Any) -> Iterator[Any]:
    if block.tag == f"{W}p":
        yield block
    else:
        yield from block.iter(f"{W}p")


def _rows(block: Any) -> list[Any]:
    return [block] if block.tag == f"{W}tr" else list(block.iter(f"{W}tr"))


def _cells(row: Any) -> list[Any]:
    return list(row.findall(f"{W}tc"))


def _key(block: Any) -> tuple[str, str]:
    return str(block.tag), "\t".join(text_of(paragraph) for paragraph in _paragraphs(block)) + _pictures(block)


def _pictures(block: Any) -> str:
    """Return a sign for each picture, so that a paragraph of one is no empty paragraph."""
    return "\N{OBJECT REPLACEMENT CHARACTER}" * sum(1 for _ in block.iter(f"{W}drawing"))


def _likeness(old: Any, new: Any) -> float:
    if old.tag != new.tag:
        return 0.0
    first, second = (Counter(_key(block)[1].split()) for block in (old, new))
    return 2 * (first & second).total() / max(first.total() + second.total(), 1)


def _properties(element: Any, name: str) -> Any:
    """Return the properties of an element, which stand before its content; made where they are missing."""
    found = element.find(f"{W}{name}")
    if found is None:
        found = etree.Element(f"{W}{name}")
        # of a paragraph's properties, those of its mark stand near the end
        if name == "rPr":
            after = [child for child in element if child.tag in (f"{W}sectPr", f"{W}pPrChange")]
            element.insert(list(element).index(after[0]) if after else len(element), found)
        else:
            element.insert(0, found)
    return found


def _append(container: Any, block: Any) -> None:
    last = container.find(f"{W}sectPr")
    if last is None:
        container.append(block)
    else:
        last.addprevious(block)


def _targets(parts: dict[str, bytes]) -> dict[str, str]:
    relations = etree.fromstring(parts[_RELATIONS])
    return {relation.get("Id"): posixpath.join("word", relation.get("Target")) for relation in relations}


def _notes_in(element: Any) -> set[str]:
    return {reference.get(f"{W}id") for reference in element.iter(f"{W}footnoteReference")}


def _note_ids(old: Any, new: Any) -> Sequence[tuple[str, str]]:
    pairs = zip(old.iter(f"{W}footnoteReference"), new.iter(f"{W}footnoteReference"), strict=False)
    return [(before.get(f"{W}id"), after.get(f"{W}id")) for before, after in pairs]


def _note(notes: Any, number: str) -> Any:
    if notes is None:
        return None
    return next((note for note in notes if note.get(f"{W}id") == number), None)


def _bytes(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
