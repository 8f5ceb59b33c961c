"""Publish and promote in a test's store as the commands do."""

from datetime import UTC, datetime

from train.registry.bundle import Bundle
from train.registry.pointer_moves import move_pointer, plan_promotion
from train.registry.versions import create_once, plan_publication
from train.registry.writable_store import DirectoryWriter, S3Writer, StoreWriter

AnyWriter = DirectoryWriter | S3Writer
NOW = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
BUCKET = "models-of-the-tests"


def publish(bundle: Bundle, writer: StoreWriter) -> str:
    """Publish a bundle as the command does; return its version."""
    for key, raw in plan_publication(bundle):
        create_once(writer, key, raw)
    return bundle.manifest.version


def promote(version: str, writer: StoreWriter) -> None:
    """Promote a version as the command does."""
    plan = plan_promotion(version, writer, NOW)
    if plan is not None:
        move_pointer(plan, writer)
