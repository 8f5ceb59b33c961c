"""What the documents name and link to exists; they use plain English and the glossary's terms."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from emulation.servers import ROOT

DOCS = ROOT / "docs"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
each_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix()
)

CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.M | re.S)
"""A fenced block or a piece of inline code."""
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)")
"""The target of a relative link or image: its path and its fragment."""
FILE = re.compile(r"(?:chalicelib|train|deploy|bench|emulation|tests|docs)/[\w./-]*\.\w+")
"""A path below one of the repository's directories, such as `docs/api.md`."""
LOST_HABITS = re.compile(
    r"\banswer(?:s|ed|ing)?\b|\bwhoever\b|\bbeside\b|\bstands?\b(?! for)|\bnone that is\b"
    r"|\bis none\b|\b(?:accepted|required) (?:is|are)\b|\bsupported:|\bgoes on\b|\bthat there is\b",
    re.I,
)
"""Phrases that plain English does not need here; docs/glossary.md has the field's terms."""


def prose(document: Path) -> str:
    """Return a document without its code."""
    return CODE.sub("", document.read_text("utf-8"))


def anchor(heading: str) -> str:
    """Return the anchor that GitHub and the site give to a heading.

    >>> anchor("What only AWS can show: `sam.yaml`")
    'what-only-aws-can-show-samyaml'
    """
    return re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")


def anchors(document: Path) -> set[str]:
    """Return the anchors of a document's headings."""
    fenced = re.sub(r"^```.*?^```", "", document.read_text("utf-8"), flags=re.M | re.S)
    return {anchor(heading) for heading in re.findall(r"^#+ (.*)", fenced, re.M)}


def is_broken(document: Path, path: str, fragment: str) -> bool:
    """Return whether a link is broken on GitHub or, from a document in docs/, on the site."""
    target = (document.parent / path).resolve() if path else document
    leaves_site = document.is_relative_to(DOCS) and not target.is_relative_to(DOCS)
    if leaves_site or not target.exists():
        return True
    return bool(fragment) and fragment not in anchors(target)


def words(text: str) -> str:
    """Return a text in lower case, with identifiers split into words.

    >>> words("class OffsetMap: term_spans")
    'class offset map: term spans'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[_-]", " ", text).lower()


@each_document
def test_every_relative_link_resolves(document: Path) -> None:
    assert [link for link in LINK.findall(prose(document)) if is_broken(document, *link)] == []


@each_document
def test_every_named_file_exists(document: Path) -> None:
    named = FILE.findall(document.read_text("utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


@each_document
def test_every_named_module_exists(document: Path) -> None:
    names = r"python -m\s+((?:bench|train|deploy|emulation)(?:\.\w+)*)"
    modules = re.findall(names, document.read_text("utf-8"))
    assert [name for name in modules if find_spec(name) is None] == []


@each_document
def test_documents_are_in_plain_english(document: Path) -> None:
    assert LOST_HABITS.findall(prose(document)) == []


def test_every_page_is_in_the_sites_navigation() -> None:
    configuration = (ROOT / "mkdocs.yml").read_text("utf-8")
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert set(re.findall(r"[\w/-]+\.md", configuration)) == pages


def test_every_term_of_the_glossary_is_used_and_defined_once() -> None:
    rows = re.findall(r"^\| (.+?) \|", (DOCS / "glossary.md").read_text("utf-8"), re.M)[2:]
    terms = [term for row in rows for term in row.split(", ")]
    assert sorted(terms) == sorted(set(terms))
    sources = [
        *(
            path
            for name in ("chalicelib", "train", "deploy", "bench")
            for path in (ROOT / name).rglob("*.py")
        ),
        *(path for path in DOCUMENTS if path.name not in {"glossary.md", "CHANGELOG.md"}),
    ]
    used = words("\n".join(path.read_text("utf-8") for path in sources))
    assert [term for term in terms if words(term) not in used] == []


def test_the_index_leads_to_every_page() -> None:
    index = DOCS / "index.md"
    linked = {path for path, _ in LINK.findall(index.read_text("utf-8"))}
    assert {page.name for page in DOCS.glob("*.md")} - linked == {index.name}
