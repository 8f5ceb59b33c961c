"""Run the commands of a document in one shell, and compare their output with the document."""

import re
import subprocess
from pathlib import Path
from uuid import uuid4


class CommandError(Exception):
    """Raised if a command exits with another code than 0."""


class Shell:
    """A bash that keeps its variables between commands: `with Shell(...) as shell`."""

    def __init__(self, directory: Path, **environ: str) -> None:
        """Start the shell in a directory with only these environment variables.

        Its commands compute in one thread, as the tests do.
        """
        environ = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"} | environ
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
        """Stop the shell."""
        self._process.kill()
        self._process.communicate()

    def run(self, command: str) -> str:
        """Return what a command prints to standard output and standard error.

        Raises
        ------
        CommandError
            If it exits with another code than 0.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        end = uuid4().hex
        self._process.stdin.write(f"{command} </dev/null\necho {end} $?\n")
        self._process.stdin.flush()
        output = ""
        for line in self._process.stdout:
            before, marker, code = line.partition(end)
            output += before
            if marker:
                if code.strip() != "0":
                    raise CommandError(f"{command}: exit code {code.strip()}\n{output}")
                return output
        raise CommandError(f"{command}: the shell ended\n{output}")


def commands(document: str) -> list[tuple[str, str]]:
    r"""Return the commands in a document's console blocks, each with the output shown below it.

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
    """Assert that a document shows the printed output; the line `...` matches any lines.

    What differs between runs is ignored: versions, AWS's identifiers, a package's size.
    """
    lines = [r"(.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in masked(shown)]
    assert re.fullmatch("".join(lines), "".join(f"{line}\n" for line in masked(printed))), printed


def masked(text: str) -> list[str]:
    """Return the lines of a text; placeholders replace what differs between runs.

    >>> masked("https://o9qqeqhspn.execute-api.us-east-1.amazonaws.com/api/")
    ['https://ID.execute-api.us-east-1.amazonaws.com/api/']
    """
    text = re.sub(r"\d{8}T\d{6}Z-[0-9a-f]{12}", "VERSION", text)
    text = re.sub(r"https://\w+(?=\.(execute-api|lambda-url)\.)", "https://ID", text)
    text = re.sub(r"(?<=Rest API: )\w{10}$", "ID", text, flags=re.M)
    text = re.sub(r'"report":"[0-9a-f]{16}"', '"report":"DIGEST"', text)
    text = re.sub(r" [ \d,]+ bytes of", " SIZE of", text)
    return re.sub(r"^\w{40}$", "KEY", text, flags=re.M).splitlines()
