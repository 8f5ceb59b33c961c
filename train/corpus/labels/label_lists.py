"""Take the label out of a list of one, and tell or refuse several labels of a text.

Annotation tools write the labels of a text as a list: in JSON, in a field of CSV as JSON or as
Python shows a list, or joined by a sign.
"""

import json
import re
from collections.abc import Mapping

from train.corpus.telling import Tell, some
from train.counted import counted
from train.errors import InputError

QUOTED = r"""'[^'\\]*'|"[^"\\]*\""""
PYTHON_LIST = re.compile(rf"\[\s*(?:{QUOTED})(?:[\s,]+(?:{QUOTED}))*[\s,]*\]")
CHOICES = "choices"
"""The only name of the object in which Label Studio writes its labels."""
JOINED = re.compile(r"[#;,|]")


def only_label(value: object, where: str) -> object:
    """Return the label in a list of one, None in an empty one, and any other value as it is.

    Raises
    ------
    InputError
        If the list has several labels.
    """
    listed = _parsed(value) if isinstance(value, str) and value.startswith(("[", "{")) else value
    if isinstance(listed, dict) and [*listed] == [CHOICES]:
        listed = listed[CHOICES]
    if isinstance(listed, dict) and (len(listed) > 1 or not isinstance(value, str)):
        raise InputError(
            f"{where}: the label is an object with the names {some([*map(str, listed)])}; expected "
            "the label alone: write it into a column of its own, or choose another column with "
            "--label-column"
        )
    if not isinstance(listed, list):
        return value if isinstance(value, str) else listed
    if len(listed) > 1:
        found = some([str(label) for label in listed])
        raise InputError(
            f"{where}: found the labels {found} of one text; several labels of a text are not "
            "learned; expected one: leave out the others, or the row"
        )
    return listed[0] if listed else None


def _parsed(field: str) -> object:
    r"""Return what a field holds as JSON, or as Python shows a list of strings, else the field.

    >>> _parsed('["ham"]'), _parsed("['ham' 'it']"), _parsed("[1, 2.5]"), _parsed("[ham]")
    (['ham'], ['ham', 'it'], ['1', '2.5'], '[ham]')
    """
    if PYTHON_LIST.fullmatch(field):
        return [quoted[1:-1] for quoted in re.findall(QUOTED, field)]
    try:
        return json.loads(field, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return field


def tell_joined(counts: Mapping[str, int], tell: Tell) -> None:
    """Warn about labels that are several others, joined by a sign; `counts` has their texts."""
    joined = [label for label in counts if _is_joined(label, counts)]
    if joined:
        texts = sum(counts[label] for label in joined)
        tell(
            f"warning: {counted(texts, 'text has', 'texts have')} a label that joins others: "
            f"{some(sorted(joined))}; "
            "each of these is a class of its own, and several labels of a text are not learned"
        )


def _is_joined(label: str, counts: Mapping[str, int]) -> bool:
    parts = [part.strip() for part in JOINED.split(label)]
    return len(set(parts)) > 1 and all(part in counts for part in parts)
