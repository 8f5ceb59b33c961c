"""The lists of stop words that cleaning can name."""

from pathlib import Path

from train.errors import InputError
from train.export.functions.nltk_parts.languages import SNOWBALL_LANGUAGES


def stop_words(name: str) -> list[str]:
    """Return the words of a list: scikit-learn's, those of a file, or the words themselves.

    Raises
    ------
    InputError
        If the file cannot be read, or has no words, or the name is another language.

    Examples
    --------
    >>> stop_words("the,a"), len(stop_words("english"))
    (['a', 'the'], 318)
    """
    if name.startswith("@"):
        return _of_file(Path(name[1:]))
    if name == "english":
        from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

        return sorted(ENGLISH_STOP_WORDS)
    if name in SNOWBALL_LANGUAGES:
        raise InputError(
            f"stop_words={name}: english is the only list here; expected the words themselves, "
            f"with commas, or @FILE with them; {name}, with a comma is this one word"
        )
    return _sorted(name.split(","), f"stop_words={name}")


def _of_file(path: Path) -> list[str]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        reason = getattr(exc, "strerror", None) or exc
        raise InputError(f"{path}: cannot read the stop words ({reason})") from exc
    return _sorted(text.split(), str(path))


def _sorted(words: list[str], where: str) -> list[str]:
    found = sorted({word.strip() for word in words} - {""})
    if not found:
        raise InputError(f"{where}: found no word; expected stop words")
    return found
