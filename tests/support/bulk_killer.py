"""Workers of bulk jobs that end at one moment, as if they were killed."""

from typing import TYPE_CHECKING, Any

from tests.support.bulk import Job, Killed

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_s3 import S3Client

LEAST = 64 * 1024
ROWS = [{"id": number, "text": "see you " * 2000} for number in range(8)]
WRITES = ("PutObject", "UploadPart", "CompleteMultipartUpload")


class Killer:
    """Does something at one moment: each write has two, before it is sent and when it is done."""

    def __init__(self, client: "S3Client") -> None:
        self.requests: list[str] = []
        self.writes: list[str] = []
        self._moment: int | None = None
        self._then: Callable[[], object] = _kill
        client.meta.events.register("before-call.s3", self._before)
        client.meta.events.register("after-call.s3", self._after)

    def at(self, moment: int | None, then: "Callable[[], object] | None" = None) -> None:
        """Choose the moment, counted from now on, and what happens then: by default, the end."""
        self.requests, self.writes, self._moment, self._then = [], [], moment, then or _kill

    def _before(self, model: Any, params: Any, **_: Any) -> None:
        self.requests.append(model.name)
        self._count(model.name, f"before {model.name} {params['url_path']}")

    def _after(self, model: Any, **_: Any) -> None:
        self._count(model.name, f"after {model.name}")

    def _count(self, name: str, moment: str) -> None:
        if name in WRITES:
            self.writes.append(moment)
            if len(self.writes) - 1 == self._moment:
                self._then()


def _kill() -> None:
    raise Killed


def carry_out(job: Job, uri: str, client: "S3Client | None" = None) -> dict[str, Any]:
    """Carry out a job, each step in a process of its own."""
    job.plan(uri, {"part_bytes": LEAST, "keep": ["id"]}, job.container(client))
    for item in job.items():
        job.score(item, job.container(client))
    return job.finish(job.container(client))
