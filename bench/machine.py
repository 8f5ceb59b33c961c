"""What a benchmark ran on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

NAMED = ("chalice", "boto3", "scikit-learn", "scipy", "numpy")


def machine() -> dict[str, object]:
    """Return the machine's processor, memory and software."""
    facts: dict[str, object] = {
        "processor": _line("/proc/cpuinfo", "model name"),
        "processors": os.cpu_count(),
        "memory": _line("/proc/meminfo", "MemTotal"),
        "system": platform.platform(),
        "python": platform.python_version(),
    }
    return facts | {name: version(name) for name in NAMED}


def _line(path: str, name: str) -> str | None:
    """Return what a file of Linux says under a name, None where there is no such file or name."""
    file = Path(path)
    lines = file.read_text().splitlines() if file.exists() else []
    found = [line.partition(":")[2].strip() for line in lines if line.startswith(name)]
    return found[0] if found else None
