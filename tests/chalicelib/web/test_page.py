"""The page as the service sends it: one document that loads nothing else, and its policy."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest
from chalice.test import Client, HTTPResponse

from chalicelib.web.page import ASSETS, page
from emulation.servers import ROOT

BUDGET_BYTES = 36_400


class Elements(HTMLParser):
    """Every start tag of a document: its name and attributes."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record a start tag."""
        self.found.append((tag, dict(attrs)))


@pytest.fixture
def served(app_module: ModuleType) -> Iterator[HTTPResponse]:
    page.cache_clear()  # another test may have built it
    with Client(app_module.app, project_dir=str(ROOT)) as client:
        yield client.http.get("/")


@pytest.fixture
def document(served: HTTPResponse) -> str:
    return served.body.decode()


@pytest.fixture
def policy(served: HTTPResponse) -> dict[str, str]:
    directives = served.headers["Content-Security-Policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


def test_the_page_is_an_html_document_in_utf_8(served: HTTPResponse) -> None:
    assert served.status_code == 200
    assert served.headers["Content-Type"] == "text/html; charset=utf-8"
    assert served.body.startswith(b'<!doctype html>\n<html lang="en">')


def test_the_page_is_served_without_a_model(
    load_app: Callable[..., ModuleType], tmp_path: Path
) -> None:
    app = load_app(MODEL_URI=str(tmp_path)).app
    with Client(app, project_dir=str(ROOT)) as client:
        assert client.http.get("/").status_code == 200


@pytest.mark.parametrize(("tag", "directive"), [("style", "style-src"), ("script", "script-src")])
def test_the_policy_allows_only_the_pages_own_style_and_script(
    document: str, policy: dict[str, str], tag: str, directive: str
) -> None:
    (text,) = re.findall(f"<{tag}[^>]*>(.*?)</{tag}>", document, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert policy[directive] == f"'sha256-{digest}'"


def test_the_policy_forbids_everything_else(policy: dict[str, str]) -> None:
    closed = ["default-src", "base-uri", "form-action", "frame-ancestors"]
    assert {policy[name] for name in closed} == {"'none'"}
    assert policy["connect-src"] == "'self'"


@pytest.mark.parametrize(
    ("header", "value"),
    [("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer")],
)
def test_the_page_has_the_header(served: HTTPResponse, header: str, value: str) -> None:
    assert served.headers[header] == value


def test_the_page_loads_nothing_else(document: str) -> None:
    loading = {"src", "srcset", "data", "action", "poster"}
    named = [attributes for _, attributes in Elements(document).found if loading & set(attributes)]
    links = [tag for tag, _ in Elements(document).found if tag in {"link", "base", "iframe"}]
    assert (named, links) == ([], [])


def test_no_element_has_an_inline_style_or_handler(document: str) -> None:
    names = {name for _, attributes in Elements(document).found for name in attributes}
    assert [name for name in names if name == "style" or name.startswith("on")] == []


def test_no_placeholder_is_left(document: str) -> None:
    assert re.findall(r"/\*[A-Z]+\*/", document) == []


@pytest.mark.parametrize(
    "way", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "DOMParser"]
)
def test_the_script_never_turns_a_text_into_markup(document: str, way: str) -> None:
    assert way not in document


def test_the_page_knows_no_label_by_name(document: str) -> None:
    text = document.replace("spamorham", "")
    assert re.findall(r"\b(?:ham|spam)\b", text, re.IGNORECASE) == []


def test_the_document_has_every_file_of_the_script(document: str) -> None:
    files = [path.read_text("utf-8") for path in ASSETS.glob("*.js")]
    assert len(files) > 1
    assert [text for text in files if text not in document] == []


def test_the_page_stays_within_its_budget() -> None:
    assert sum(path.stat().st_size for path in ASSETS.iterdir()) < BUDGET_BYTES
