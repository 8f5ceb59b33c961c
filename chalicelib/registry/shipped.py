"""The artifacts that a deployment package brings, by their SHA-256.

`make deploy` copies those of the version that the stage serves into the package, so a cold start
needs one read from S3 instead of three: that of the pointer. The pointer still decides what is
served. A file of the package is used only if the manifest names its digest and the bytes have it;
after a promotion, the artifacts come from the store until the next deployment.
"""

import os

from chalicelib.manifest import FileEntry

FOLDER = os.path.join(os.path.dirname(os.path.dirname(__file__)), "shipped")  # noqa: PTH118, PTH120 - pathlib takes 1 ms


def shipped_name(sha256: str) -> str:
    """Return the name of a file in the package's folder."""
    return f"{sha256}.safetensors"


def read_shipped(entry: FileEntry) -> bytes | None:
    """Return a file's bytes if the package brings it, at most one byte more than its size.

    The caller checks the digest.
    """
    try:
        with open(os.path.join(FOLDER, shipped_name(entry.sha256)), "rb") as file:  # noqa: PTH118, PTH123 - as above
            return file.read(entry.size + 1)
    except OSError:
        return None
