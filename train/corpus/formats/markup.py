"""Refuse what has no texts in its lines: markup, ARFF, YAML, SQL, LIBSVM, tables of Markdown."""

import re

from train.errors import InputError

MARKUP = {
    re.compile(r"<!doctype\s+(?!html\b)\w", re.IGNORECASE): "SGML",
    re.compile(r"[+-]?\d+(?:\.\d+)?(?: +\d+:-?[\d.]+(?:e-?\d+)?){2,} *(?:\r?\n|\Z)"): "LIBSVM",
    re.compile(
        r"(?:<\?xml[^>]*>\s*)?<(?:!doctype\b|html\b|head\b|body\b|table\b)", re.IGNORECASE
    ): "HTML",
    re.compile(
        r"(?:%[^\n]*\n\s*)*@relation\b[^\n]*\n(?:%[^\n]*\n|\s)*@attribute\b", re.IGNORECASE
    ): "ARFF",
    re.compile(r"(?:---[ \t]*\r?\n)?- +\w+: .*\r?\n {2,}\w+: "): "YAML",
    re.compile(r"\{\\rtf\d"): "RTF",
    re.compile(r"\|?[^|\n]*\|[^\n]*\n[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*\|[ \t:|-]*(?:\r?\n|\Z)"): (
        "a table of Markdown"
    ),
    re.compile(
        r"(?:--[^\n]*\n|/\*(?s:.*?)\*/;?|\s)*"
        r"(?:CREATE TABLE [^\n(]*\(|DROP TABLE IF EXISTS|INSERT INTO \S+ ?(?:\(|VALUES)"
        r"|COPY \S+ .*FROM stdin|SET \w+ ?=|PRAGMA \w+ ?=|BEGIN(?: TRANSACTION)?;|LOCK TABLES)"
    ): "SQL",
}
"""How each kind of markup starts."""
OPENING = re.compile(r"<([A-Za-z_][\w.-]*)(?:\s[^<>\n]*)?>[ \t]*\r?\n")
"""A line with a tag alone; if one that closes it is a line, too, the file is markup."""
READERS = {
    "HTML": "pandas.read_html(FILE)[0].to_csv('texts.csv')",
    "YAML": "pandas.DataFrame(yaml.safe_load(open(FILE))).to_csv('texts.csv')",
}
ENDINGS = {".html": "HTML", ".htm": "HTML", ".yaml": "YAML", ".yml": "YAML"}
"""Endings that say it whatever the start is."""


def refuse_markup(name: str, ending: str, content: str) -> None:
    """Refuse markup, by its start or its file's ending.

    Raises
    ------
    InputError
        If a text is markup.
    """
    start = content.lstrip()
    found = next((kind for pattern, kind in MARKUP.items() if pattern.match(start)), None)
    kind = found or ENDINGS.get(ending)
    opening = OPENING.match(start)
    if kind is None and opening and re.search(rf"(?m)^[ \t]*</{opening[1]}>[ \t]*\r?$", start):
        raise InputError(
            f"{name}: is markup with tags such as <{opening[1]}>, whose lines are no texts; "
            "save it as a table with a row for each text"
        )
    if kind is not None:
        how = f", in Python: {READERS[kind]}" if kind in READERS else ""
        raise InputError(f"{name}: is {kind}, whose lines are no texts; save the table as CSV{how}")
