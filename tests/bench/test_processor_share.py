"""Both versions of control groups get the share of a memory size."""

from pathlib import Path

import pytest

from bench import processor_share
from bench.processor_share import ProcessorShare


@pytest.mark.parametrize(
    ("markers", "expected"),
    [
        pytest.param(
            [], {"cpu.cfs_period_us": "20000", "cpu.cfs_quota_us": "10000"}, id="version-1"
        ),
        pytest.param(["cgroup.controllers"], {"cpu.max": "10000 20000"}, id="version-2"),
    ],
)
def test_the_quota_is_in_proportion_to_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, markers: list[str], expected: dict[str, str]
) -> None:
    monkeypatch.setattr(processor_share, "WHOLE_PROCESSOR_MB", 1000)
    for name in markers:
        (tmp_path / name).touch()
    ProcessorShare(tmp_path).set_memory(500)
    written = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert written == dict.fromkeys(markers, "") | expected
