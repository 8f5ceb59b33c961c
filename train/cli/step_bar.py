"""A progress bar over the steps of a command; its clock runs while a step does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from tqdm import tqdm

BAR_FORMAT = "{desc:<16} {bar:30} {n}/{total} {elapsed}"
TICK_SECONDS = 1.0


@contextmanager
def step_bar(total: int) -> Iterator[Callable[[str], None]]:
    """Return a function that begins the next step, by its name; no bar without a terminal."""
    ended = Event()
    names: list[str] = []
    with tqdm(total=total, disable=None, leave=False, bar_format=BAR_FORMAT) as bar:
        clock = Thread(target=_tick, args=(bar, ended), daemon=True)
        if not bar.disable:
            clock.start()

        def begin(name: str) -> None:
            if names:
                bar.update()
            names.append(name)
            bar.set_description_str(name)

        try:
            yield begin
        finally:
            ended.set()
            if clock.is_alive():
                clock.join()


def _tick(bar: "tqdm[None]", ended: Event) -> None:
    while not ended.wait(TICK_SECONDS):
        bar.refresh()
