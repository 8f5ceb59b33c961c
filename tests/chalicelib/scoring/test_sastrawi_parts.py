"""What stands around the rules of Sastrawi's stemmer."""

from chalicelib.scoring.packed_data import PackedData, pack
from chalicelib.scoring.sastrawi_parts import CachedStemmer, RootWords, StemmerFactory


class Endings:
    """Takes an ending away, and counts its calls."""

    def __init__(self) -> None:
        self.calls = 0

    def stem(self, text: str) -> str:
        """Return a word without its ending."""
        self.calls += 1
        return text.removesuffix("kan")


def test_root_words_are_found() -> None:
    words = RootWords(PackedData(pack(["makan", "rumah"])))
    found = [words.contains(word) for word in ("makan", "makanan", "", None)]
    assert found == [True, False, False, False]


def test_frequent_words_are_stemmed_once() -> None:
    endings = Endings()
    stemmer = CachedStemmer(str.lower, endings)
    assert stemmer.stem("Lakukan  lakukan x") == "laku  laku x"
    assert stemmer.stem("x lakukan") == "x laku"
    assert endings.calls == 3  # of "lakukan", "" and "x"


def test_a_factory_gives_its_stemmer() -> None:
    stemmer = CachedStemmer(str.lower, Endings())
    factory = StemmerFactory(stemmer)
    assert factory.create_stemmer() is factory.create_stemmer(isDev=True) is stemmer
