"""Compile the accelerator: `python -m deploy accelerator`, or `ACCELERATOR=on` of make.

The result runs under any Python from 3.11 on (the stable ABI). The compiler of the PyPI package
ziglang compiles for any processor, and for any glibc from 2.26 on, the one of Lambda's runtime for
Python 3.11. To run on this machine only, its own compiler `cc` does, too.
"""

import platform
import shutil
import subprocess
import sysconfig
from pathlib import Path

from deploy.errors import DeployError

SOURCE = Path(__file__).parent
MODULE = Path("chalicelib", "scoring", "accelerator.abi3.so")
"""Where the service looks for it, in a project or a copy of one."""
ZIG = Path("build", "accelerator")
"""The virtual environment that has ziglang."""
TARGETS = {"x86_64": "x86_64-linux-gnu.2.26", "arm64": "aarch64-linux-gnu.2.26"}
"""By Lambda's name of an architecture, zig's name of it with the oldest glibc."""
NAMES = {"x86_64": "x86_64", "AMD64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}
FLAGS = ("-std=c11", "-O2", "-Wall", "-Wextra", "-fPIC", "-shared", "-fvisibility=hidden", "-s")
# Without it, a compiler may round the product and the sum of `a * b + c` only once.
EXACT = "-ffp-contract=off"


def own_architecture() -> str:
    """Return Lambda's name of this machine's processor; raises `DeployError` without one."""
    if platform.system() != "Linux" or platform.machine() not in NAMES:
        raise DeployError("the accelerator runs on Linux only, on arm64 or x86_64")
    return NAMES[platform.machine()]


def compile_accelerator(
    project: Path, architecture: str, zig: Path = ZIG, own: str | None = None
) -> Path:
    """Compile into a project for an architecture, by Lambda's name; return the file.

    `own` is the path of a compiler of this machine to use instead of zig.

    Raises
    ------
    DeployError
        If there is no compiler or no Python.h, or if the compiler fails.
    """
    include = _headers()
    target = project / MODULE
    sources = sorted(SOURCE.glob("*.c"))
    command = [
        *([own] if own else _zig(architecture, zig)),
        *FLAGS,
        EXACT,
        f"-I{include}",
        *sources,
    ]
    target.unlink(missing_ok=True)
    done = subprocess.run(  # noqa: S603 - our own
        [*command, "-lm", "-o", target], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DeployError(f"the accelerator does not compile: {done.stderr.strip()}")
    return target


def _headers() -> Path:
    include = Path(sysconfig.get_paths()["include"])
    if not (include / "Python.h").exists():
        raise DeployError(
            f"{include}/Python.h is missing; install the headers of your Python, on Debian and "
            "Ubuntu the package python3-dev"
        )
    return include


def compile_here(project: Path, zig: Path = ZIG) -> Path:
    """Compile into a project for this machine; raises what `compile_accelerator` raises."""
    own = shutil.which("cc")
    return compile_accelerator(project, own_architecture(), zig, own)


def _zig(architecture: str, zig: Path) -> list[str | Path]:
    """Return the command that compiles for an architecture and the oldest glibc."""
    python = (zig / "bin" / "python").absolute()
    if not python.exists():
        raise DeployError("no compiler is installed; `make build/accelerator/.ready` installs one")
    return [python, "-m", "ziglang", "cc", "-target", TARGETS[architecture]]
