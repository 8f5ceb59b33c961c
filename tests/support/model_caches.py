"""A store whose model can be exchanged, and that can fail."""

from dataclasses import dataclass, field

from chalicelib.errors import ServiceError
from chalicelib.serving.model_loader import LoadedModel

REFRESH_SECONDS = 60


@dataclass
class FakeStore:
    """A store that returns its model or fails, records the fetches, and sets the time."""

    loaded: LoadedModel | None
    failure: ServiceError | None = None
    fetched_tags: list[str | None] = field(default_factory=list)
    now: float = 100.0

    def fetch(self, tag: str | None) -> LoadedModel | None:
        """Return the model unless its tag is known, or fail."""
        self.fetched_tags.append(tag)
        if self.failure is not None:
            raise self.failure
        if self.loaded is not None and self.loaded.tag == tag:
            return None
        return self.loaded

    def clock(self) -> float:
        """Return the time that the test has set, in seconds."""
        return self.now
