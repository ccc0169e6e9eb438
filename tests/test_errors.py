"""Errors for users: one base class, one exit code each."""

from __future__ import annotations

import pytest

from epicrisis import errors
from epicrisis.errors import EpicrisisError, InvalidInput
from epicrisis.places import Place, Problem

EXIT_CODES = {
    "EpicrisisError": 3,
    "InvalidInput": 1,
    "UsageError": 2,
    "BuildStepFailed": 3,
    "NotebookFailed": 3,
    "RenderFailed": 3,
    "OutputFailed": 3,
    "MissingTool": 4,
}


def test_every_error_is_listed_here() -> None:
    """A new class must be given its exit code in this test too."""
    found = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and value.__module__ == errors.__name__
    }

    assert found == set(EXIT_CODES)


@pytest.mark.parametrize("name", EXIT_CODES)
def test_error_has_its_exit_code_and_is_for_users(name: str) -> None:
    """The command line turns each class into one exit code, without a traceback."""
    error: type[EpicrisisError] = getattr(errors, name)

    assert issubclass(error, EpicrisisError)
    assert error.exit_code == EXIT_CODES[name]


def test_hierarchy_is_drawn_at_the_top_of_the_module() -> None:
    """The drawing names every class."""
    assert errors.__doc__ is not None
    assert [name for name in EXIT_CODES if name not in errors.__doc__] == []


def test_invalid_input_shows_each_problem_once_in_order() -> None:
    """The order in which problems were found does not matter, and none is repeated."""
    first, second = Problem(Place("a.csv", row=2), "blank"), Problem(Place("b.csv", row=2), "blank")

    error = InvalidInput([second, first, second])

    assert error.problems == (first, second)
    assert str(error) == "a.csv, row 2: blank.\nb.csv, row 2: blank."
