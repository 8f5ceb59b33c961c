"""The corpus of a first run: the public corpora that can be fetched, and the embedded one.

A model that learned from one corpus knows its years and its channel. Each corpus here has a licence
that lets anyone use it, and short texts as people send them: docs/accuracy.md says what each adds.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from chalicelib.text_key import text_key
from train.corpus.collecting import Reading
from train.corpus.download import PinnedFile, fetch
from train.corpus.reader import read_corpus
from train.corpus.telling import Tell
from train.errors import InputError
from train.files import csv_line, write_bytes

SAMPLE = Path(__file__).parents[1] / "sample.csv"
"""The embedded corpus, which was written for this project."""

EMBEDDED = "embedded"
UNION = "all.csv"
COLUMNS = ("label", "text", "source")
GITHUB = "https://raw.githubusercontent.com/"


class PublicCorpus(NamedTuple):
    """A public corpus: its files, how to read them, and whom to credit.

    `label_names` gives labels the names that the embedded corpus has.
    """

    name: str
    credit: str
    files: Sequence[PinnedFile]
    encoding: str | None = None
    label_names: Mapping[str, str] = {}


SMS = PublicCorpus(
    "sms",
    "SMS Spam Collection, T. A. Almeida and J. M. Gómez Hidalgo, doi 10.24432/C5CC84, CC BY 4.0",
    (
        PinnedFile(
            "sms-spam.csv",
            f"{GITHUB}bweigel/ml_at_awslambda_pydatabln2018/"
            "d16be1ea59931da77324bf93bc3f6279ac76672b/demo/training/data/spam.csv",
            "440e6ea9fa825578abfdd7b7932ef8393d72ef86c0c33f64676705ce40b1dfc2",
        ),
    ),
    encoding="latin-1",  # in no encoding in particular; the tutorial reads it so
)
CORPORA = (
    SMS,
    PublicCorpus(
        "smishing",
        "SMS Phishing Dataset, S. Mishra and D. Soni, doi 10.17632/f45bkkt8pr.1, CC BY 4.0",
        (
            PinnedFile(
                "smishing.csv",
                f"{GITHUB}FraudCloudProject/FraudBackend/"
                "872a547a61bf24296bcb2ea097dc47f6caf218d8/Dataset_5971.csv",
                "fe39fc515e4565ac3c1b784f2e48d8bde1ed495f78735b81235fda9a4d969a52",
            ),
        ),
        label_names={"Smishing": "spam", "smishing": "spam"},
    ),
    PublicCorpus(
        "comments",
        "YouTube Spam Collection, T. C. Alberto and J. V. Lochter, doi 10.24432/C58885, CC BY 4.0",
        (
            PinnedFile(
                "youtube.csv",
                f"{GITHUB}jeevanchavan143/CommentSpam/"
                "9cae686fb5397d8601e4904067aaf22f34587c14/Youtube05-Shakira.csv",
                "f2f3066f9c1ef14dc0ee809e1313327bb03d2dce1d0101864628e7e145d043bd",
            ),
        ),
        label_names={"0": "ham", "1": "spam"},
    ),
    PublicCorpus(
        "chat",
        "tg-spam's samples, github.com/umputun/tg-spam, MIT",
        (
            PinnedFile(
                "chat_ham.txt",
                f"{GITHUB}umputun/tg-spam/"
                "29aeceb86938c684f45ac4237e660c4dc608aa2f/data/ham-samples.txt",
                "46db6def4768798be37d2e2008ae1d224b0833a9c42b6d8b235607aae5230eef",
            ),
            PinnedFile(
                "chat_spam.txt",
                f"{GITHUB}umputun/tg-spam/"
                "e6dc6b6b567326ec6e03cdaee57b934bebcd363e/data/spam-samples.txt",
                "022f16c0b3494819361cf7dae0859ab315e8ecc5ec001dbb48a3805d07b28b43",
            ),
        ),
    ),
)


class SourcedText(NamedTuple):
    """A text with its label and the name of the corpus that it comes from."""

    label: str
    text: str
    source: str


def fetch_corpora(
    directory: Path, tell: Tell, corpora: Sequence[PublicCorpus] = CORPORA
) -> list[PublicCorpus]:
    """Fetch the files that a directory lacks; return the corpora that it has all files of.

    What cannot be fetched is told, each reason once. All files are fetched at the same time, so
    that a machine without a network waits as long as for one of them.
    """
    files = [pinned for corpus in corpora for pinned in corpus.files]
    reasons: dict[str, list[str]] = {}
    with ThreadPoolExecutor(len(files)) as threads:
        for pinned, reason in zip(
            files, threads.map(partial(_fetch_missing, directory), files), strict=True
        ):
            reasons.setdefault(reason, []).append(pinned.name)
    for reason, names in reasons.items():
        if reason:
            tell(f"{', '.join(names)}: {reason}")
    return [
        corpus
        for corpus in corpora
        if all((directory / pinned.name).exists() for pinned in corpus.files)
    ]


def _fetch_missing(directory: Path, pinned: PinnedFile) -> str:
    """Fetch a file if it is missing; return what prevents it, or nothing."""
    path = directory / pinned.name
    if not path.exists():
        try:
            fetch(pinned, path)
        except InputError as exc:
            return str(exc).removeprefix(f"{pinned.name}: ")
    return ""


def read_sources(directory: Path, corpora: Sequence[PublicCorpus]) -> list[SourcedText]:
    """Return the texts of the embedded corpus, then those of others; of copies, the first.

    Raises
    ------
    InputError
        If a file cannot be read.
    """
    found = _texts(EMBEDDED, [SAMPLE], Reading())
    for corpus in corpora:
        paths = [directory / pinned.name for pinned in corpus.files]
        found += _texts(corpus.name, paths, Reading(corpus.encoding, corpus.label_names))
    distinct = {text_key(each.text): each for each in reversed(found)}
    return [*reversed(distinct.values())]


def _texts(name: str, paths: Sequence[Path], reading: Reading) -> list[SourcedText]:
    corpus = read_corpus(paths, to_train=False, reading=reading)
    return [
        SourcedText(label, text, name)
        for label, text in zip(corpus.labels, corpus.texts, strict=True)
    ]


def write_union(directory: Path, corpora: Sequence[PublicCorpus]) -> Path:
    """Write the texts of `read_sources` to a file of a directory; return its path.

    Raises
    ------
    InputError
        If a file cannot be read or written.
    """
    path = directory / UNION
    write_sources(read_sources(directory, corpora), path)
    return path


def write_sources(texts: Sequence[SourcedText], path: Path) -> None:
    """Write texts as CSV, with the corpus of each in the column `source`."""
    write_bytes(path, "".join(map(csv_line, (COLUMNS, *texts))).encode())
