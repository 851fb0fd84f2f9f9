"""The verbs of the Makefile, each a list of steps."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from playground.bootstrap import instance, packages, programs
from playground.bootstrap.console import ROOT, say, warn

_PYTHON = str(packages.PYTHON)


def run(arguments: list[str]) -> int:
    """Set up what is missing, then serve until Ctrl-C."""
    instance.check_port()
    instance.check_data_dir()
    packages.install_python("runtime")
    packages.install_node()
    instance.compile_translations()
    instance.fetch_demo_model()
    instance.collect_static_files()
    os.chdir(ROOT)
    # The server takes this process' place, so that signals reach it and nothing else.
    os.execv(_PYTHON, instance.serving_command(arguments))


def test(arguments: list[str]) -> int:
    """Set up what the tests need, then run them."""
    _install_for_development()
    programs.install_test_programs()
    instance.fetch_demo_model()
    if model := instance.demo_model():
        os.environ["SANDBOX_TEST_MODEL"] = str(model)
    # In the order of tests/conftest.py.
    options = arguments or ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    return _call([_PYTHON, "-m", "pytest", *options])


def check(arguments: list[str]) -> int:
    """Run every linter, type checker and architecture test; name those that failed."""
    _install_for_development()
    # Side by side, as few of them use more than one core; what they say comes in their order.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = {name: pool.submit(_output, command) for name, command in CHECKS.items()}
        failed = [name for name, run in runs.items() if not _is_passed(name, *run.result())]
    if failed:
        warn(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    """Measure; prints one JSON object a line. A missed target is printed, not a failure."""
    _install_for_development()
    return _call([_PYTHON, "-m", "tests.bench", *arguments])


def messages(arguments: list[str]) -> int:
    """Bring the catalogs of translations up to date with the strings of the source."""
    _install_for_development()
    return _call([_PYTHON, "-m", "playground.translations"])


def pins(arguments: list[str]) -> int:
    """Compile requirements/*.txt; `--upgrade` takes the newest of each package."""
    instance.check_data_dir()
    packages.install_python("development")
    for name, source in PINS.items():
        command = [str(packages.PYTHON.with_name("uv")), "pip", "compile", "--quiet", *arguments]
        command += ["--universal", "--python-version", "3.11", "--generate-hashes"]
        command += ["--no-header", "--no-annotate", "--output-file", f"requirements/{name}.txt"]
        if status := _call([*command, *source]):
            return status
    return 0


PINS = {
    "installer": ["--group", "installer"],
    "node": ["--group", "node"],
    "runtime": ["pyproject.toml"],
    "development": [
        *("pyproject.toml", "--group", "test", "--group", "check"),
        *("--constraint", "requirements/runtime.txt"),
    ],
}

CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "djlint": ["djlint", "templates", "--lint", "--quiet"],
    "djlint format": ["djlint", "templates", "--check", "--quiet"],
    "import-linter": ["lint-imports"],
    "codespell": ["codespell"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "repository": ["python", "-m", "pytest", "-q", "tests/test_repository.py"],
}

VERBS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "check": check,
    "bench": bench,
    "messages": messages,
    "pins": pins,
}


def _install_for_development() -> None:
    instance.check_data_dir()
    packages.install_python("development")
    packages.install_node()
    instance.compile_translations()


def _output(command: list[str]) -> tuple[int, str]:
    """Run a program of the environment; return its status, and all that it printed."""
    program = packages.PYTHON.with_name(command[0])
    done = subprocess.run(
        [str(program), *command[1:]],
        cwd=ROOT,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    return done.returncode, done.stdout


def _is_passed(name: str, status: int, output: str) -> bool:
    say(f"--- {name}")
    print(output, end="", flush=True)
    return status == 0


def _call(command: list[str]) -> int:
    return subprocess.run(command, cwd=ROOT, check=False).returncode
