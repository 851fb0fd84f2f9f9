"""What holds for everything that is committed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Written in parts, so that this file names none of them.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("registry", "npmjs", "org"),
        ("registry", "npmmirror", "com"),
        ("registry", "yarnpkg", "com"),
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("mirrors", "aliyun", "com"),
        ("pypi", "tuna", "tsinghua", "edu", "cn"),
        ("deb", "debian", "org"),
    )
)
INDEX_OPTIONS = re.compile(r"--(?:extra-)?index-url|--find-links|^registry *=", re.MULTILINE)


def committed() -> list[Path]:
    """All files that git knows; all that are not ignored where this is no checkout."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("no checkout: nothing tells what is committed")
    output = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return [path for name in output.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_names_the_host_of_a_registry():
    named = {
        f"{path.relative_to(ROOT)}: {host}"
        for path in committed()
        for host in REGISTRIES
        if host.encode() in path.read_bytes()
    }

    assert named == set()


def test_pins_name_no_index():
    pins = [*(ROOT / "requirements").glob("*.txt")]

    assert pins
    assert [path.name for path in pins if INDEX_OPTIONS.search(path.read_text())] == []


def test_every_python_package_is_pinned_with_a_hash():
    for path in (ROOT / "requirements").glob("*.txt"):
        for requirement in path.read_text(encoding="utf-8").replace("\\\n", "").splitlines():
            assert "==" in requirement, f"{path.name}: {requirement[:60]}"
            assert "--hash=sha256:" in requirement, f"{path.name}: {requirement[:60]}"


def test_every_npm_package_is_pinned_with_a_hash():
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}

    assert all(re.fullmatch(r"[0-9.]+", version) for version in manifest["dependencies"].values())
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if "integrity" not in package] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "static").rglob("*.js")), ids=lambda path: path.name
)
def test_javascript_parses(path: Path):
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine")

    checked = subprocess.run(
        [node, "--check", "--input-type=module", "-"],
        input=path.read_bytes(),
        capture_output=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr.decode()
