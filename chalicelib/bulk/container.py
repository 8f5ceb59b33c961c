"""What a process keeps between the events it gets: S3's client, the model and the last plan."""

from functools import cache, cached_property
from typing import TYPE_CHECKING

from chalicelib.bulk.plan import MAX_PLAN_BYTES, PLAN_KEY, StoredPlan, read_plan
from chalicelib.bulk.s3 import Bucket, s3_client
from chalicelib.errors import BulkError, NotInStoreError
from chalicelib.serving.pinned import PinnedModels

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from chalicelib.serving.model_loader import ModelLoader


class Container:
    """Opens and loads the objects that the steps of a job need, each once.

    Parameters
    ----------
    loader
        Loads the models.
    version
        The version that the settings name, or None for the promoted one.
    """

    def __init__(self, loader: "ModelLoader", version: str | None) -> None:
        self.models = PinnedModels(loader, version)
        self._kept: tuple[str, StoredPlan] | None = None

    @cached_property
    def client(self) -> "S3Client":
        """The client of all buckets."""
        return s3_client()

    def bucket(self, bucket: str, prefix: str = "") -> Bucket:
        """Return a prefix of a bucket; raises what `s3_client` raises."""
        return Bucket(self.client, bucket, prefix)

    def plan(self, output: Bucket, plan_id: str | None = None) -> StoredPlan:
        """Return the plan of an output; with an ID, the kept one if it has that ID.

        Raises
        ------
        BulkError
            If there is none, or another one.
        """
        kept = self._kept
        if kept is not None and kept[0] == output.uri and kept[1].id == plan_id:
            return kept[1]
        plan = fetch_plan(output)
        if plan is None:
            raise BulkError(f"{output.uri}/{PLAN_KEY}: no such object; plan the job first")
        if plan_id not in (None, plan.id):
            raise BulkError(
                f"{output.uri}/{PLAN_KEY}: found the plan {plan.id}; expected {plan_id}, which the "
                "item belongs to"
            )
        self._kept = output.uri, plan
        return plan


kept_container = cache(Container)
"""Makes the container of a process at its first event."""


def fetch_plan(output: Bucket) -> StoredPlan | None:
    """Return the plan of an output, or None if it has none."""
    try:
        raw = output.read(PLAN_KEY, MAX_PLAN_BYTES)
    except NotInStoreError:
        return None
    return read_plan(raw, f"{output.uri}/{PLAN_KEY}")
