"""Show how far a long loop is: a bar on a terminal, else a line for each million texts."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from tqdm import tqdm

from train.corpus.telling import Tell

TOLD_EACH = 1_000_000

Item = TypeVar("Item")


class Progress:
    """Counts texts; `name` is what happens to them, such as `read`."""

    def __init__(self, name: str, total: int | None, tell: Tell) -> None:
        self._name, self._total, self._tell = name, total, tell
        self._bar = tqdm(
            total=total, desc=name, unit=" texts", unit_scale=True, disable=None, leave=False
        )
        self._done = 0

    def add(self, texts: int) -> None:
        """Count texts that are done."""
        self._bar.update(texts)
        before, self._done = self._done, self._done + texts
        if self._bar.disable and self._done // TOLD_EACH > before // TOLD_EACH:
            of = "" if self._total is None else f" of {self._total:,}"
            self._tell(f"{self._name}: {self._done:,}{of} texts")

    def close(self) -> None:
        """Remove the bar."""
        self._bar.close()


def told_progress(
    items: Iterable[Item], name: str, total: int | None, tell: Tell
) -> Iterator[Item]:
    """Yield items, one for each text, and show how far they are."""
    progress = Progress(name, total, tell)
    try:
        for item in items:
            yield item
            progress.add(1)
    finally:
        progress.close()
