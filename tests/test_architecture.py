"""What holds for the tree as a whole: folders, sizes, names, and documents that keep up."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from django.apps import apps
from django.core.management import call_command

from playground.celery import app as celery_app
from playground.conversations import frames
from playground.conversations.refusals import REFUSALS
from playground.gateway import ERROR_MESSAGES
from playground.gateway.registry import PROVIDERS
from playground.runs.error_messages import RUN_ERROR_MESSAGES

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
APPS = {config.label for config in apps.get_app_configs() if config.name.startswith("playground.")}
# Folders of templates and static files that belong to no app of ours.
SHARED_FOLDERS = {"account", "base", "usersessions"}
LONGEST = {".py": 400, ".js": 400, ".css": 400, ".html": 200}
NAMES_WITHOUT_A_NOUN = {"utils", "helpers", "common", "misc", "manager"}


def sources(*suffixes: str) -> Iterator[Path]:
    for folder in ("playground", "templates", "static", "tests"):
        for path in (ROOT / folder).rglob("*"):
            is_made = {"migrations", "__pycache__"} & set(path.parts)
            if path.suffix in suffixes and not is_made:
                yield path


def documented(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def settings_that_are_read() -> set[str]:
    tree = ast.parse((ROOT / "playground" / "settings.py").read_text(encoding="utf-8"))
    return {
        str(node.args[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id.startswith("env_")
        and isinstance(node.args[0], ast.Constant)
    }


def frame_types() -> set[str]:
    shapes = [value for value in vars(frames).values() if hasattr(value, "__total__")]
    types = [get_type_hints(shape).get("type") for shape in shapes]
    return {name for type_ in types for name in get_args(type_)}


@pytest.mark.parametrize("document", ["README.md", "docs/reference/settings.md"])
def test_every_setting_is_documented(document: str):
    text = (ROOT / document).read_text(encoding="utf-8")
    names = settings_that_are_read()

    assert len(names) > 20
    assert {name for name in names if f"`{name}`" not in text} == set()


def test_no_setting_is_documented_that_nothing_reads():
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \|", documented("settings.md"), re.MULTILINE)

    assert set(rows) == settings_that_are_read()


def test_every_frame_is_documented():
    names = frame_types()

    assert len(names) > 10
    assert {name for name in names if f"`{name}`" not in documented("frames.md")} == set()


def test_every_error_code_is_documented():
    codes = {*ERROR_MESSAGES, *RUN_ERROR_MESSAGES, *REFUSALS}

    assert {code for code in codes if f"`{code}`" not in documented("error-codes.md")} == set()


def test_every_provider_is_documented():
    text = documented("providers.md")

    assert {name for name in PROVIDERS if f"`{name}`" not in text} == set()


def test_everything_scheduled_exists():
    celery_app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in celery_app.conf.beat_schedule.values()}

    assert scheduled - set(celery_app.tasks) == set()


@pytest.mark.parametrize("folder", ["templates", "static"])
def test_folders_carry_the_names_of_apps(folder: str):
    names = {path.name for path in (ROOT / folder).iterdir() if path.is_dir()}

    assert names - SHARED_FOLDERS - APPS == set()


def test_every_app_has_tests_in_a_folder_of_its_name():
    assert {
        name for name in APPS if not list((ROOT / "tests" / name).glob("**/test_*.py"))
    } == set()


def test_files_are_short():
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources(*LONGEST)}

    too_long = {str(path): size for path, size in sizes.items() if size > LONGEST[path.suffix]}
    assert too_long == {}


def test_files_are_named_by_a_noun():
    assert [path for path in sources(".py", ".js") if path.stem in NAMES_WITHOUT_A_NOUN] == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
