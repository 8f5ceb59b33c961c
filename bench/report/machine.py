"""The machine and the libraries that a benchmark ran on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("chalice", "boto3", "scikit-learn", "scipy", "numpy")


def machine_facts() -> dict[str, object]:
    """Return the processor, the memory and the versions of the software."""
    facts: dict[str, object] = {
        "processor": _line("/proc/cpuinfo", "model name"),
        "processors": os.cpu_count(),
        "memory": _line("/proc/meminfo", "MemTotal"),
        "system": platform.platform(),
        "python": platform.python_version(),
    }
    return facts | {name: version(name) for name in LIBRARIES}


def _line(path: str, name: str) -> str | None:
    """Return the value of a field in a file of /proc, or None without the file or the field."""
    file = Path(path)
    lines = file.read_text().splitlines() if file.exists() else []
    values = [line.partition(":")[2].strip() for line in lines if line.startswith(name)]
    return values[0] if values else None
