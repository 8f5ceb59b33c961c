"""Read XML: elements that recur are the rows, attributes and inner elements their values."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from xml.etree import ElementTree

from train.corpus.columns.judging import TEXT_NAMES, PlacedRow, Table, by_name, normalized
from train.corpus.encodings.encoding import decode
from train.corpus.formats.json_files.rows import table_of_objects
from train.corpus.sources.addresses import Source
from train.corpus.telling import Tell
from train.errors import InputError

START = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?+<(?!!doctype html|html|svg)[!?A-Za-z_]", re.IGNORECASE)
DECLARATION = re.compile(r"\s*<\?xml\b(?:[^>]*encoding=[\"']([\w.-]+))?")
MARKS = dict.fromkeys(map(ord, "\xef\xbb\xbf\xfe\xff\0"))
"""The marks of Unicode in front, and each second byte of UTF-16."""
HEAD_BYTES = 2000
ENTITY = "<!ENTITY"
PARSED_ENCODINGS = ("ascii", "utf-16-le", "utf-16-be")
"""How the parser may read the bytes of `ENTITY`; other encodings are decoded before."""
WORKBOOK = "Workbook"
"""The element around an old workbook of Excel."""
OWN, VALUE = "text", "value"
"""The name of what a row, or an element within it, holds next to its attributes."""
Path = tuple[str, ...]
Element = ElementTree.Element
Groups = dict[Path, list[tuple[Element, Mapping[str, str]]]]


def is_xml(ending: str, raw: bytes) -> bool:
    """Return whether bytes are XML and no web page, by the first of them and a file's ending."""
    head = raw[:HEAD_BYTES].decode("latin-1").translate(MARKS)
    is_declared = ending == ".xml" or DECLARATION.match(head) is not None
    return is_declared and START.match(head) is not None


def read_xml(source: Source, encoding: str | None, wanted: Sequence[str], tell: Tell) -> Table:
    """Return the table of the elements that recur: the outermost ones that hold a text.

    Raises
    ------
    InputError
        If it is no XML, or no element recurs.
    """
    root = _parsed(source, encoding, tell)
    if _tag(root) == WORKBOOK:
        raise InputError(f"{source.name}: is a workbook of Excel 2003; save it as .xlsx or CSV")
    groups: Groups = defaultdict(list)
    _collect(root, (), {}, groups)
    several = {path: each for path, each in groups.items() if len(each) > 1}
    known = [*map(normalized, wanted), *TEXT_NAMES]
    with_text = [path for path, each in several.items() if by_name([*_row(each[0][0])], known)]
    path = min(with_text or several, key=len, default=None)
    if path is None:
        raise InputError(f"{source.name}: found no element that recurs; expected one for each text")
    rows = (
        PlacedRow(f"{source.name}: element {path[-1]} {number}", {**around, **_row(element)})
        for number, (element, around) in enumerate(several[path], start=1)
    )
    note = f"{source.name}: a row for each element {'/'.join(path)}"
    return replace(table_of_objects(source.name, rows, wanted), notes=(note,))


def xml_text(source: Source, encoding: str | None, tell: Tell) -> str:
    """Return the text of a document; raises what `read_xml` does."""
    pieces = (each.strip() for each in _parsed(source, encoding, tell).itertext())
    return "\n".join(filter(None, pieces))


def _parsed(source: Source, encoding: str | None, tell: Tell) -> Element:
    """Return the root; the document says its encoding, which the parser may not know."""
    if encoding is not None:
        return _root(source, decode(source.name, source.raw, encoding, tell))
    try:
        return _root(source, source.raw)
    except (ValueError, LookupError):  # an encoding of several bytes
        declared = DECLARATION.match(source.raw[:HEAD_BYTES].decode("latin-1"))
        codec = declared[1] if declared and declared[1] else None
        try:
            return _root(source, decode(source.name, source.raw, codec, tell))
        except LookupError as exc:
            raise InputError(f"{source.name}: {exc}; --encoding names another") from exc


def _root(source: Source, content: str | bytes) -> Element:
    if isinstance(content, str):
        has_entities = ENTITY in content
    else:
        has_entities = any(ENTITY.encode(each) in content for each in PARSED_ENCODINGS)
    if has_entities:
        raise InputError(f"{source.name}: declares entities; expected XML without them")
    try:
        return ElementTree.fromstring(content)  # noqa: S314 - without entities
    except ElementTree.ParseError as exc:
        raise InputError(f"{source.name}: expected XML ({exc})") from exc


def _tag(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _collect(element: Element, path: Path, around: Mapping[str, str], groups: Groups) -> None:
    """Add the elements within one by their paths, with the attributes of those around them."""
    if _is_leaf(element):
        return
    own = {f"{_tag(element)}.{name}": value for name, value in element.attrib.items()}
    inner = {**around, **own} if path else around  # those of the root are no columns
    for child in element:
        below = (*path, _tag(child))
        groups[below].append((child, inner))
        _collect(child, below, inner, groups)


def _is_leaf(element: Element) -> bool:
    """Return whether an element is a value: it has no others, or words around them."""
    words = [element.text, *(child.tail for child in element)]
    return len(element) == 0 or any((each or "").strip() for each in words)


def _row(element: Element) -> dict[str, object]:
    """Return the attributes and the inner elements of a row, or what it holds itself."""
    return {**element.attrib, **dict(_values(element, OWN))}


def _values(element: Element, own: str) -> Iterator[tuple[str, object]]:
    """Yield the inner elements by name, or what the element holds by the name `own`."""
    if _is_leaf(element):
        text = "".join(element.itertext()).strip()
        yield from [(own, text)] if text else []
        return
    found: dict[str, list[object]] = defaultdict(list)
    for child in element:
        plain = _is_leaf(child) and not child.attrib
        text = "".join(child.itertext()).strip()
        value = text if plain else {**child.attrib, **dict(_values(child, VALUE))}
        found[_tag(child)].append(value)
    for name, values in found.items():
        yield name, values[0] if len(values) == 1 else values
