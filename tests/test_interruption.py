"""Every way to end a build from outside is an interrupt."""

from __future__ import annotations

import signal

import pytest

from epicrisis.interruption import InterruptedAfterwards, held_back, interrupt_on_end_signals


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_that_ends_a_program_interrupts_it(name: str) -> None:
    """As Ctrl-C does, so that kernels end and files go back."""
    number = getattr(signal, name)
    before = signal.getsignal(number)
    interrupt_on_end_signals()

    try:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
    finally:
        signal.signal(number, before)


def test_a_build_in_the_background_of_a_script_can_be_ended() -> None:
    """A shell lets what it starts with `&` ignore Ctrl-C, which is no answer to a request to end."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN), signal.getsignal(signal.SIGTERM)
    interrupt_on_end_signals()

    try:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])


def test_a_hangup_that_the_caller_ignores_stays_ignored() -> None:
    """A build under nohup goes on when the terminal closes."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)

    interrupt_on_end_signals()
    signal.raise_signal(signal.SIGHUP)

    assert signal.signal(signal.SIGHUP, before) is signal.SIG_IGN


def test_an_interrupt_is_held_back_until_the_block_is_done() -> None:
    """It then says that it came too late."""
    done = []

    def block() -> None:
        with held_back():
            signal.raise_signal(signal.SIGINT)
            done.append("all of it")

    with pytest.raises(InterruptedAfterwards):
        block()

    assert done == ["all of it"]


def test_the_next_interrupt_is_an_ordinary_one() -> None:
    """The block leaves the handler as it was."""
    before = signal.getsignal(signal.SIGINT)

    with held_back():
        pass

    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_before_more_would_follow_is_none_that_came_too_late() -> None:
    """Not all is done, so the new outputs are not in place."""

    def block() -> None:
        with held_back(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt) as raised:
        block()

    assert type(raised.value) is KeyboardInterrupt
