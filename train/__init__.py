"""Train, export and publish a text classifier; never deployed. `python -m train --help`.

In a notebook: `from train import publish`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from train.notebook.publishing import publish

__all__ = ["publish"]


def __getattr__(name: str) -> Any:
    """Import `publish` when it is used: it needs scikit-learn, and most commands do not."""
    if name != "publish":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from train.notebook.publishing import publish

    return publish
