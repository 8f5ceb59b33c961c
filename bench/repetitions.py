"""How often each measurement is made, and with how many texts: in full, or for a quick trial."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.measure.kinds import KINDS
from bench.measure.vocabularies import VOCABULARY_SIZES


@dataclass(frozen=True, slots=True)
class Repetitions:
    """The number of rounds of each measurement, and of texts and vocabularies that it uses."""

    cold: int
    probed: int
    tls: int
    warm: int
    lengths: int
    mails: int
    libraries: int
    warm_up_texts: int
    texts: int
    library_texts: int
    explained_texts: int
    compared_texts: int
    fitted_texts: int
    kinds_texts: int
    kinds: Sequence[str]
    vocabulary_sizes: Sequence[int]


FULL = Repetitions(
    cold=5,
    probed=2,
    tls=3,
    warm=3,
    lengths=1,
    mails=1,
    libraries=2,
    warm_up_texts=300,
    texts=2_000,
    library_texts=300,
    explained_texts=100,
    compared_texts=2_000,
    fitted_texts=1_000_000,
    kinds_texts=1_200,
    kinds=[*KINDS],
    vocabulary_sizes=VOCABULARY_SIZES,
)
QUICK = Repetitions(
    cold=1,
    probed=1,
    tls=1,
    warm=1,
    lengths=1,
    mails=1,
    libraries=1,
    warm_up_texts=50,
    texts=200,
    library_texts=40,
    explained_texts=10,
    compared_texts=200,
    fitted_texts=600,
    kinds_texts=300,
    kinds=("linear", "trees", "kernel"),
    vocabulary_sizes=VOCABULARY_SIZES[:2],
)
