"""One shell that carries out the commands of a document, each after the other."""

import re
import subprocess
from pathlib import Path
from uuid import uuid4


class CommandError(Exception):
    """Raised when a command ends with another exit code than 0."""


class Shell:
    """A bash that keeps its variables from command to command: `with Shell(...) as shell`."""

    def __init__(self, directory: Path, **environ: str) -> None:
        """Start the shell in a directory, with these environment variables alone."""
        self._process = subprocess.Popen(
            ["/bin/bash", "--noprofile", "--norc"],
            cwd=directory,
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> "Shell":
        """Return the shell."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the shell."""
        self._process.kill()
        self._process.communicate()

    def run(self, command: str) -> str:
        """Return all that a command prints, as on a terminal.

        Raises
        ------
        CommandError
            When it ends with another exit code than 0.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        end = uuid4().hex
        self._process.stdin.write(f"{command} </dev/null\necho {end} $?\n")
        self._process.stdin.flush()
        output = ""
        for line in self._process.stdout:
            before, found, code = line.partition(end)
            output += before
            if found:
                if code.strip() != "0":
                    raise CommandError(f"{command}: exit code {code.strip()}\n{output}")
                return output
        raise CommandError(f"{command}: the shell ended\n{output}")


def commands(document: str) -> list[tuple[str, str]]:
    r"""Return the commands in a document's console blocks, each with what is shown below it.

    >>> commands("```console\n$ echo a\na\n```\n```sh\n$ echo b\n```\n")
    [('echo a', 'a\n')]
    """
    blocks = re.findall(r"^```console\n(.*?)^```", document, re.M | re.S)
    return [
        pair
        for block in blocks
        for pair in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.M)
    ]


def assert_shown(printed: str, shown: str) -> None:
    """Assert that a document shows what was printed; a line `...` stands for any lines.

    What differs from run to run is passed over: versions, AWS's names, a package's size.
    """
    lines = [r"(.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in masked(shown)]
    assert re.fullmatch("".join(lines), "".join(f"{line}\n" for line in masked(printed))), printed


def masked(text: str) -> list[str]:
    """Return the lines of a text, with a word for what differs from run to run.

    >>> masked("https://o9qqeqhspn.execute-api.us-east-1.amazonaws.com/api/")
    ['https://ID.execute-api.us-east-1.amazonaws.com/api/']
    """
    text = re.sub(r"\d{8}T\d{6}Z-[0-9a-f]{12}", "VERSION", text)
    text = re.sub(r"https://\w+\.execute-api|(?<=Rest API: )\w{10}$", _masked_id, text, flags=re.M)
    text = re.sub(r" [ \d,]+ bytes of", " SIZE of", text)
    return re.sub(r"^\w{40}$", "KEY", text, flags=re.M).splitlines()


def _masked_id(found: re.Match[str]) -> str:
    return "https://ID.execute-api" if found[0].startswith("https") else "ID"
