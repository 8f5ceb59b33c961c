"""The shapes of text that `--clean` replaces by name, each a regular expression.

Each is linear in the length of the text: a repetition starts where no other match can, or is
limited.
"""

from collections.abc import Mapping

SHAPES: Mapping[str, str] = {
    "links": r"(?i)(?:https?://|www\.)\S+",
    "emails": r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}",
    "numbers": r"\d+(?:[.,]\d+)*",
    "digits": r"\d",
    "mentions": r"(?<!\w)@\w+",
    "hashtags": r"(?<!\w)#\w+",
    "punctuation": r"[!-/:-@\[-`{-~]",
    "html": r"<[^<>]*>",
}
"""The name of a shape and its pattern; `punctuation` is Python's `string.punctuation`."""
