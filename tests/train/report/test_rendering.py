"""Templates escape all data, and fail on an undefined name."""

from types import SimpleNamespace

import pytest
from jinja2 import UndefinedError

from tests.support.reports import EVIL, Page
from train.report.rendering import ENVIRONMENT, render


def test_a_page_escapes_its_title() -> None:
    raw = render("page.html.j2", page=SimpleNamespace(title=EVIL))
    assert EVIL.encode() not in raw
    assert EVIL in Page(raw).text()


def test_an_undefined_name_fails() -> None:
    with pytest.raises(UndefinedError, match="title"):
        render("page.html.j2", page=SimpleNamespace())


@pytest.mark.parametrize("name", ENVIRONMENT.list_templates())
def test_no_template_switches_escaping_off(name: str) -> None:
    assert ENVIRONMENT.loader is not None
    source, _, _ = ENVIRONMENT.loader.get_source(ENVIRONMENT, name)
    assert "safe" not in source
    assert "autoescape" not in source
