"""Copy the artifacts of the version that a stage serves into the copy that Chalice packages.

A cold start then reads only the pointer from S3, and promoting another version still takes effect
without a deployment: `chalicelib.registry.shipped`. This is always done, because it needs no
decision: a package without the artifacts responds the same, only later. The exception is a stage
with a KMS key of its own: anyone who may read the function's code could then read the
model without that key.
"""

from pathlib import Path

from chalicelib import strict_json
from chalicelib.errors import ServiceError
from chalicelib.manifest import Manifest
from chalicelib.pointer import MAX_POINTER_BYTES, POINTER_KEY, read_pointer
from chalicelib.registry.fetch import fetch_file, fetch_manifest
from chalicelib.registry.shipped import FOLDER, MANIFEST_NAME, index_name, shipped_name
from chalicelib.scoring import classifier, vectorizer
from chalicelib.store.base import StoreReader
from chalicelib.store.opening import open_reader
from deploy.configuration.stages import Stage
from deploy.errors import DeployError
from deploy.packaging.vectorizer_index import write_index

ARTIFACTS = (vectorizer.FILE_NAME, classifier.FILE_NAME)
MAX_SHIPPED_BYTES = 32 * 2**20
"""Lambda accepts 50 MB zipped from Chalice, and the artifacts may hardly compress."""


def ship_stage(stage: Stage, copy: Path) -> str:
    """Copy the artifacts that a stage serves; return a message about what the package contains.

    A package without them is complete, so nothing is an error here: the message says why.
    """
    try:
        if stage.kms_key is not None:
            raise DeployError("KMS_KEY is set, and the package would hold it without that key")
        if not stage.models:
            raise DeployError("MODEL_URI is not set")
        return ship(open_reader(stage.models), stage.environ.get("MODEL_VERSION"), copy)
    except ServiceError as exc:
        return f"the package contains no model, so each cold start downloads it: {exc}"


def ship(store: StoreReader, pinned: str | None, copy: Path) -> str:
    """Copy the artifacts of the pinned or the promoted version; return a message about them.

    Raises
    ------
    ServiceError
        If they cannot be read, are not what their manifest says, or are too large.
    """
    manifest = fetch_manifest(store, pinned) if pinned else _promoted(store)
    size = sum(manifest.files[name].size for name in ARTIFACTS if name in manifest.files)
    if size > MAX_SHIPPED_BYTES:
        raise DeployError(
            f"{manifest.version} has {size:,} bytes; expected at most {MAX_SHIPPED_BYTES:,}"
        )
    contents = {name: fetch_file(store, manifest, name) for name in ARTIFACTS}
    folder = copy / "chalicelib" / Path(FOLDER).name
    folder.mkdir(parents=True)
    for name, raw in contents.items():
        (folder / shipped_name(manifest.files[name].sha256)).write_bytes(raw)
    (folder / MANIFEST_NAME).write_bytes(strict_json.canonical(manifest.document))
    index = index_name(manifest.files[vectorizer.FILE_NAME].sha256)
    (folder / index).write_bytes(write_index(contents[vectorizer.FILE_NAME]))
    return f"the package contains {manifest.version}: {size:,} bytes of artifacts"


def _promoted(store: StoreReader) -> Manifest:
    return read_pointer(store.read(POINTER_KEY, MAX_POINTER_BYTES)).manifest
