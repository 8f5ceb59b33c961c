"""Attributes of classes keep their values, whatever their names."""

from tests.support.nltk_data import deployed


class Short:
    """Words that are short."""

    __words = tuple(f"short {number}" for number in range(20))
    endings = tuple(f"ing {number}" for number in range(20))

    def known(self, text: str) -> list[str]:
        """Return what is found in a text."""
        return [word for word in (*self.__words, *self.endings) if word in text]


class Long:
    """Words that are long."""

    __words = tuple(f"long {number}" for number in range(20))
    endings = tuple(f"ed {number}" for number in range(20))

    def known(self, text: str) -> list[str]:
        """Return what is found in a text."""
        return [word for word in (*self.__words, *self.endings) if word in text]


def known(text: str) -> list[str]:
    return Short().known(text) + Long().known(text)


def test_two_classes_have_attributes_of_the_same_names() -> None:
    text = "short 7, ing 19 and long 12 or ed 3"
    assert deployed(known)(text) == known(text)
    assert len(known(text)) == 6


class Named:
    """A class with a method that has the name of `symtable`'s outermost scope."""

    def top(self, text: str) -> list[str]:
        """Return the words of a text."""
        found = text.split()
        return [word for word in found if self]


def named(text: str) -> list[str]:
    return Named().top(text)


def test_a_method_may_be_named_top() -> None:
    assert deployed(named)("a b") == ["a", "b"]
