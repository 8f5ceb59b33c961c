"""A share of one processor for a process, as Lambda gives a function one for its memory.

Both versions of Linux's control groups can limit it. It needs root.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WHOLE_PROCESSOR_MB = 1769
"""The memory for which Lambda gives a whole processor."""
PERIOD_US = 20_000
ROOT = Path("/sys/fs/cgroup")
NAME = "spam-or-ham-bench"


class ProcessorShare:
    """A control group; `launcher` is the command that starts another command within it."""

    def __init__(self, group: Path) -> None:
        self._group = group
        self._is_version_2 = (group / "cgroup.controllers").exists()
        self.launcher = ["/bin/sh", "-c", f'echo $$ >{group}/cgroup.procs; exec "$@"', "sh"]

    def set_memory(self, size_mb: int) -> None:
        """Give the group the share of a function with this memory."""
        quota = PERIOD_US * size_mb // WHOLE_PROCESSOR_MB
        if self._is_version_2:
            (self._group / "cpu.max").write_text(f"{quota} {PERIOD_US}")
        else:
            (self._group / "cpu.cfs_period_us").write_text(str(PERIOD_US))
            (self._group / "cpu.cfs_quota_us").write_text(str(quota))


@contextmanager
def processor_share(root: Path = ROOT) -> Iterator[ProcessorShare]:
    """Create a control group for the duration of a block."""
    version_2 = (root / "cgroup.controllers").exists()
    if version_2:
        (root / "cgroup.subtree_control").write_text("+cpu")
    group = root / NAME if version_2 else root / "cpu" / NAME
    group.mkdir()
    try:
        yield ProcessorShare(group)
    finally:
        group.rmdir()
