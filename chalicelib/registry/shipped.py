"""The artifacts that a deployment package contains, by their SHA-256.

`make deploy` copies those of the version that the stage serves into the package, so a cold start
needs one read from S3 instead of three: that of the pointer. The pointer still decides what is
served. A file of the package is used only if the manifest names its digest and the bytes have it;
after a promotion, the artifacts come from the store until the next deployment. The package also
brings the manifest, so that the model is built while the store responds.
"""

import os

from chalicelib.manifest import MAX_BYTES, FileEntry

FOLDER = os.path.join(os.path.dirname(os.path.dirname(__file__)), "shipped")  # noqa: PTH118, PTH120 - pathlib takes 1 ms


MANIFEST_NAME = "manifest.json"


def shipped_name(sha256: str) -> str:
    """Return the name of a file in the package's folder."""
    return f"{sha256}.safetensors"


def index_name(sha256: str) -> str:
    """Return the name of the index of a vectorizer's terms in the package's folder."""
    return f"{sha256}.index"


def read_shipped(entry: FileEntry) -> bytes | None:
    """Return a file's bytes if the package contains it, at most one byte more than its size.

    The caller checks the digest.
    """
    return _read(shipped_name(entry.sha256), entry.size + 1)


def read_shipped_index(entry: FileEntry) -> bytes | None:
    """Return the index of a vectorizer's terms if the package contains it; the caller checks it."""
    return _read(index_name(entry.sha256))


def read_shipped_manifest() -> bytes | None:
    """Return the manifest of the version that the package contains; the caller checks it."""
    return _read(MANIFEST_NAME, MAX_BYTES)


def _read(name: str, most_bytes: int = -1) -> bytes | None:
    try:
        with open(os.path.join(FOLDER, name), "rb") as file:  # noqa: PTH118, PTH123 - as above
            return file.read(most_bytes)
    except OSError:
        return None
