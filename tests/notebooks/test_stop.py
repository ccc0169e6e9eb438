"""One thread stops what another executes."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from epicrisis.notebooks.stop import Stop


async def _wait(stop: Stop, begun: Event) -> None:
    stop.heed()
    begun.set()
    await asyncio.sleep(600)


@pytest.mark.parametrize("before", [True, False])
def test_a_task_of_another_thread_is_cancelled(before: bool) -> None:
    """Whether it has begun or not."""
    stop, begun = Stop(), Event()
    with ThreadPoolExecutor(max_workers=1) as aside:
        if before:
            stop.ask()
        under_way = aside.submit(lambda: asyncio.run(_wait(stop, begun)))
        begun.wait()
        stop.ask()

        assert isinstance(under_way.exception(), asyncio.CancelledError)


def test_what_is_done_is_not_cancelled() -> None:
    """Its loop is closed by then."""
    stop = Stop()

    async def heed() -> int:
        stop.heed()
        return 1

    assert asyncio.run(heed()) == 1

    stop.ask()
