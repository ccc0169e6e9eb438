"""How each MRD test is shown: where on the percent axis, or in which strip, and with which label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from epicrisis.case.model import Basis, Case, MrdTest
from epicrisis.figures import doubt, style
from epicrisis.figures.time_axis import Position, TimeAxis, Zone
from epicrisis.figures.when import number

THRESHOLD_PERCENT = 0.01


class Form(Enum):
    """How a result is drawn."""

    VALUE = "filled marker at the value"
    BELOW = "open marker with an arrow down, at the value it is below"
    NOT_DETECTED = "open triangle at the limit of detection"
    NO_LIMIT = "open triangle in the strip for tests without a limit of detection"
    UNQUANTIFIED = "filled marker in the strip for tests without a percentage"

    @property
    def on_axis(self) -> bool:
        """Whether it stands on the percent axis."""
        return self in (Form.VALUE, Form.BELOW, Form.NOT_DETECTED)

    @property
    def is_triangle(self) -> bool:
        """Whether nothing was detected."""
        return self in (Form.NOT_DETECTED, Form.NO_LIMIT)

    @property
    def censored(self) -> bool:
        """Whether only an upper limit is known."""
        return self in (Form.BELOW, Form.NOT_DETECTED, Form.NO_LIMIT)


@dataclass(frozen=True)
class SpecimenLook:
    """The marker and colour of a specimen."""

    marker: str
    colour: str


_LOOKS: Mapping[str, SpecimenLook] = {
    "bone marrow": SpecimenLook("o", style.COLOUR.bone_marrow),
    "apheresis product": SpecimenLook("s", style.COLOUR.apheresis),
    "peripheral blood": SpecimenLook("D", style.COLOUR.blood),
}
_OTHER_LOOK = SpecimenLook("P", style.COLOUR.other_specimen)


@dataclass(frozen=True)
class TestMark:
    """One test as it is drawn.

    Args:
        test: The row.
        form: How it is drawn.
        percent: Where on the percent axis; None for one that stands in a strip.
        position: Where on the time axis.
        zone: In which part of the time axis.
        label: The text beside the mark; empty if it needs none.
        basis: The basis of the result and of what places it in time.
    """

    test: MrdTest
    form: Form
    percent: float | None
    position: Position
    zone: Zone
    label: str
    basis: Basis

    @property
    def drawn_as(self) -> str:
        """How it is drawn, in words."""
        span = self.position.span
        return self.form.value if span is None else f"{self.form.value}, at both ends of its possible days"

    @property
    def place(self) -> tuple[object, ...]:
        """What it shares with the tests that it cannot be told apart from, such as two samples of one month."""
        return self.position, self.form, self.percent, self.test.specimen, self.zone

    @property
    def look(self) -> SpecimenLook:
        """The marker and colour of its specimen."""
        return look(self.test.specimen)


def look(specimen: str) -> SpecimenLook:
    """Return the marker and colour of a specimen; all that have none of their own share one."""
    return _LOOKS.get(specimen.lower(), _OTHER_LOOK)


def test_marks(case: Case, axis: TimeAxis) -> tuple[TestMark, ...]:
    """Return the marks of all tests in chronological order."""
    order = axis.chronology.places
    marks = [_mark(case, axis, test) for test in sorted(case.mrd, key=lambda test: order[test.event])]
    return tuple(replace(mark, label=label) if (label := _label(case, mark, marks)) else mark for mark in marks)


def _mark(case: Case, axis: TimeAxis, test: MrdTest) -> TestMark:
    form, percent = _form(test)
    basis = doubt.shown([test.basis, doubt.place_basis(case, axis, test.event)], case)
    return TestMark(test, form, percent, axis.position(test.event), axis.zone_of(test.event), "", basis)


def _label(case: Case, mark: TestMark, marks: Sequence[TestMark]) -> str:
    """Label a test; tests on one stretch of possible days with one result share the label of the first."""
    together = [mark]
    if mark.position.span is not None:
        together = [other for other in marks if other.place == mark.place]
    if mark is not together[0]:
        return ""
    text = result_text(mark.test) if mark.form in (Form.VALUE, Form.BELOW) else ""
    if len(together) > 1:
        text = f"{text} ({len(together)} samples)".strip()
    # Of one that stands in a slot, the name of the slot says how well its place is known.
    bases = (other.basis if mark.zone is Zone.DAYS else other.test.basis for other in together)
    return text + style.mark_of(bases, case)


def _form(test: MrdTest) -> tuple[Form, float | None]:
    # A value of 0 cannot stand on a logarithmic axis and means no more than "not detected".
    if test.relation in ("=", "<") and test.value_percent:
        return (Form.VALUE if test.relation == "=" else Form.BELOW), test.value_percent
    if test.relation == "positive":
        return Form.UNQUANTIFIED, None
    return (Form.NOT_DETECTED, test.lod_percent) if test.lod_percent else (Form.NO_LIMIT, None)


def result_text(test: MrdTest) -> str:
    """Return a result in words.

    Args:
        test: The test.

    Returns:
        `0.3%`, `<0.01%`, `not detected` or `detected, percentage not reported`.
    """
    if test.relation in ("=", "<") and test.value_percent is not None:
        return f"{'<' if test.relation == '<' else ''}{number(test.value_percent)}%"
    return "not detected" if test.relation == "not_detected" else "detected, percentage not reported"
