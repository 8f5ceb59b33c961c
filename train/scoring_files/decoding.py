"""Decode a stream of bytes to lines; its first bytes decide the encoding."""

import codecs
import io
from collections.abc import Iterator

from train.corpus.encodings.encoding import ESCAPED, head_encoding, unescaped
from train.corpus.encodings.legacy_encoding import WESTERN
from train.corpus.telling import Tell
from train.counted import counted
from train.errors import InputError
from train.scoring_files.streams import ByteStream

BOM = "\ufeff"


class DecodedStream:
    """The text of a stream.

    `head` is the text of the first bytes, if they are not all, up to the end of a row: a line's end
    before which there are as many closing quotes as opening ones.
    """

    def __init__(self, stream: ByteStream, encoding: str | None, tell: Tell) -> None:
        self.stream = stream
        self._tell = tell
        self._told: list[str] = []
        known = stream.head
        if not stream.is_whole:
            known = known[: known.rfind(b"\n") + 1] or known
        self.encoding = head_encoding(stream.name, known, encoding, self._told.append)
        self._errors = "strict" if encoding else "surrogateescape"
        self.head = self._decoded_head()

    def _decoded_head(self) -> str:
        decoder = codecs.getincrementaldecoder(self.encoding)(self._errors)
        try:
            head = decoder.decode(self.stream.head, self.stream.is_whole)
        except UnicodeError as exc:
            raise self._wrong(exc) from exc
        head = unescaped(head).removeprefix(BOM)
        return head if self.stream.is_whole else head[: _last_row_end(head)]

    def lines(self, newline: str = "") -> Iterator[str]:
        r"""Yield the lines with their ends.

        A line ends with `\n`, `\r` or both; with `newline="\n"` only with that. Bytes that are not
        in the detected encoding are read as cp1252; how many is told at the end.
        """
        for line in self._told:
            self._tell(line)
        file = io.TextIOWrapper(self.stream.file(), self.encoding, self._errors, newline)
        broken, first = 0, 0
        try:
            for number, line in enumerate(file, start=1):
                text = line if number > 1 else line.removeprefix(BOM)
                if not text.isascii() and (escaped := len(ESCAPED.findall(text))):
                    broken, first = broken + escaped, first or number
                    text = unescaped(text)
                yield text
        except UnicodeError as exc:
            raise self._wrong(exc) from exc
        if broken:
            shown = "U+FFFD" if self.encoding == WESTERN else WESTERN
            bytes_are = counted(broken, "byte is", "bytes are")
            self._tell(
                f"{self.stream.name}: read as {self.encoding}; {bytes_are} not, "
                f"the first in line {first}: read as {shown}"
            )

    def _wrong(self, error: UnicodeError) -> InputError:
        return InputError(f"{self.stream.name}: is not in {self.encoding}: {error}")


def _last_row_end(text: str) -> int:
    r"""Return where the last whole row ends; without one, where the text does.

    >>> _last_row_end('a,b\nc,"d\ne')
    4
    """
    inside = text.count('"') % 2
    end = len(text)
    while (start := text.rfind("\n", 0, end)) >= 0:
        inside = (inside + text.count('"', start, end)) % 2
        if not inside:
            return start + 1
        end = start
    return len(text)
