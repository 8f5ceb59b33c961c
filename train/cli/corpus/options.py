"""The options that say which labelled texts to read, and how."""

import codecs
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path

from train.corpus.sources.addresses import REMOTE, STANDARD_INPUT, Address


def add_corpus_options(parser: ArgumentParser) -> None:
    """Add `--data` and the options of `add_reading_options`."""
    parser.add_argument(
        "--data",
        nargs="+",
        type=address,
        required=True,
        metavar="FILE",
        help="labelled texts: files in any usual format (docs/data.md), directories, "
        "http(s):// or s3:// addresses, or - for standard input",
    )
    add_reading_options(parser)


def add_reading_options(parser: ArgumentParser) -> None:
    """Add the options that say how labelled texts are read."""
    add_text_options(parser)
    parser.add_argument(
        "--label-column",
        metavar="NAME",
        help="the column of the labels; default: found by name or content",
    )
    parser.add_argument(
        "--labels",
        type=label_names,
        default={},
        metavar="OLD=NEW,...",
        help="rename labels, such as 0=ham,1=spam",
    )


def add_text_options(parser: ArgumentParser) -> None:
    """Add the options that say how texts are read, with or without labels."""
    parser.add_argument(
        "--text-column",
        nargs="+",
        metavar="NAME",
        help="the column of the texts; several are joined; default: found by name or content",
    )
    parser.add_argument(
        "--encoding",
        type=encoding,
        metavar="NAME",
        help="the encoding of text files, such as cp1252; default: detected",
    )


def address(value: str) -> Address:
    """Parse a path, an address, or `-` for standard input."""
    if REMOTE.match(value) or value == STANDARD_INPUT:
        return value
    if not value.strip() or "://" in value:
        raise ArgumentTypeError(
            f"found {value!r}; expected a path, -, or an address with http://, https:// or s3://"
        )
    return Path(value)


def label_names(value: str) -> dict[str, str]:
    """Parse new names of labels, such as `0=ham,1=spam`."""
    names: dict[str, str] = {}
    for pair in value.split(","):
        old, equals, new = (part.strip() for part in pair.rpartition("="))
        if not (old and equals and new):
            raise ArgumentTypeError(f"found {pair!r}; expected OLD=NEW, separated by commas")
        if old in names:
            raise ArgumentTypeError(f"found {old!r} twice; expected each label once")
        names[old] = new
    return names


def encoding(value: str) -> str:
    """Parse the name of an encoding of text."""
    try:
        codec = codecs.lookup(value)
        "a".encode(codec.name)  # fails for a codec of bytes, such as rot13
    except (LookupError, ValueError) as exc:
        raise ArgumentTypeError(
            f"found {value!r}; expected an encoding that Python knows, such as cp1252"
        ) from exc
    return codec.name
