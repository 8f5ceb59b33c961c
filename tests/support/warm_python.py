"""Run `python -m ...` in a copy of a process that has imported the installed packages already.

Most of what a command of the documents costs is to import scikit-learn, boto3 and Chalice anew.
A server process imports them once and no module of this project. `programs` writes a `python` that
sends the server its arguments, directory, environment and streams; the server forks, and the copy
runs the command. Each command still runs in a process of its own, from the sources in its path.

`REAL_PROCESSES=1`, which `make rehearsal` sets, links the real programs instead.
"""

import gc
import importlib
import io
import json
import os
import runpy
import select
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent
SCRIPTS = ("chalice", "cfn-lint")
PACKAGES = (
    "boto3", "s3transfer.manager", "botocore.session", "botocore.auth", "botocore.signers",
    "cfnlint.runner.cli", "chalice.cli", "chalice.cli.factory", "chalice.deploy.deployer",
    "charset_normalizer", "cloudpickle", "jinja2", "joblib", "matplotlib.backends.backend_svg",
    "matplotlib.figure", "numpy", "safetensors.numpy", "scipy.sparse", "scipy.stats",
    "sklearn.calibration", "sklearn.feature_extraction.text", "sklearn.linear_model",
    "sklearn.model_selection", "sklearn.naive_bayes", "sklearn.pipeline", "sklearn.svm", "tqdm",
    "yaml",
)  # fmt: skip
CLIENT = """#!{python} -IS
import json, os, socket, sys
program = os.path.basename(sys.argv[0])
if program.startswith("python") and sys.argv[1:2] not in (["-m"], ["-c"]):
    os.execv({python!r}, sys.argv)
server = socket.socket(socket.AF_UNIX)
server.connect({address!r})
request = json.dumps([program, sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(server, [len(request).to_bytes(8, "big")], [0, 1, 2])
server.sendall(request)
code = server.recv(1)
os._exit(code[0] if code else 1)
"""


@contextmanager
def programs(directory: Path) -> Iterator[Path]:
    """Write the programs into a new folder of a directory and serve them; yield the folder."""
    folder, address = directory / "bin", directory / "python.socket"
    folder.mkdir()
    for path in BIN.iterdir():
        (folder / path.name).symlink_to(path)
    (folder / "activate").unlink()
    (folder / "activate").write_text('export PATH="$PWD/.venv/bin:$PATH"\n')
    if os.environ.get("REAL_PROCESSES"):
        yield folder
        return
    client = CLIENT.format(python=sys.executable, address=str(address))
    for name in ("python", "python3", *SCRIPTS):
        (folder / name).unlink()
        (folder / name).write_text(client)
        (folder / name).chmod(0o755)
    command = [sys.executable, str(Path(__file__)), str(address)]
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    environ = {"PATH": os.defpath, "HOME": str(directory)} | one_thread
    with subprocess.Popen(  # noqa: S603 - this file
        command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as server:
        assert server.stdin
        assert server.stdout
        assert server.stdout.readline() == b"ready\n"
        yield folder
        server.stdin.close()  # the server ends


def environment(directory: Path, folder: Path) -> None:
    """Make a virtual environment whose programs are those of the folder."""
    directory.mkdir()
    for path in Path(sys.prefix).iterdir():
        if not path.name.startswith(".ready"):  # which make writes
            (directory / path.name).symlink_to(folder if path.name == "bin" else path)


def serve(address: str) -> None:
    """Import the packages, then run what clients send, until standard input is closed."""
    sys.path = [path for path in sys.path if path != str(Path(__file__).parent)]
    for name in PACKAGES:
        with suppress(ModuleNotFoundError):
            importlib.import_module(name)
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen(16)
        os.write(1, b"ready\n")
        while True:
            ready = select.select([listening.fileno(), 0], [], [])[0]
            if 0 in ready:
                return
            client, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                respond(client)
            client.close()
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG) != (0, 0):
                    pass


def respond(client: socket.socket) -> None:
    """Run one command with the client's streams, and send its exit code."""
    code = 1
    try:
        code = run(client)
    except SystemExit as exc:
        code = exit_code(exc)
    except BaseException:  # noqa: BLE001 - as the interpreter does
        traceback.print_exc()
        code = 1
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        with suppress(OSError):
            client.sendall(bytes([code % 256]))
        os._exit(code)


def exit_code(exc: SystemExit) -> int:
    """Return the exit code that `sys.exit(...)` asks for."""
    if exc.code is None or isinstance(exc.code, int):
        return exc.code or 0
    sys.stderr.write(f"{exc.code}\n")
    return 1


def run(client: socket.socket) -> int:
    """Take on the client's streams, directory and environment; run its program."""
    length, streams, _, _ = socket.recv_fds(client, 8, 3)
    raw = b""
    while len(raw) < int.from_bytes(length, "big"):
        raw += client.recv(65536)
    program, arguments, directory, environ = json.loads(raw)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environ)
    sys.dont_write_bytecode = bool(environ.get("PYTHONDONTWRITEBYTECODE"))
    # Those of the server have looked at its own streams, not at the client's.
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0)), "utf-8")
    unbuffered = bool(environ.get("PYTHONUNBUFFERED"))
    printed = io.FileIO(1, "w")
    binary: Any = printed if unbuffered else io.BufferedWriter(printed)
    sys.stdout = io.TextIOWrapper(binary, "utf-8", write_through=unbuffered)
    sys.stderr = io.TextIOWrapper(
        io.BufferedWriter(io.FileIO(2, "w")), "utf-8", "backslashreplace", line_buffering=True
    )
    path = environ.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[:0] = [name for name in path if name]
    start(program, arguments)
    return 0


def start(program: str, arguments: list[str]) -> None:
    """Run a script of the environment, or a module or code as Python's `-m` and `-c` do."""
    if not program.startswith("python"):
        sys.argv = [program, *arguments]
        runpy.run_path(str(BIN / program), run_name="__main__")
        return
    option, what, *rest = arguments
    sys.path.insert(0, str(Path.cwd()) if option == "-m" else "")
    sys.argv = [option, *rest]
    if option == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(what, {"__name__": "__main__"})  # noqa: S102 - as `python -c` does


if __name__ == "__main__":
    serve(sys.argv[1])
