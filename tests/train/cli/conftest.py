"""A corpus in parts, which `fit --stream` reads."""

from pathlib import Path

import pytest

from tests.support.stream_commands import TEXTS
from tests.support.streamed import write_parts


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_parts(tmp_path_factory.mktemp("corpus") / "parts", TEXTS)
