"""A person who is signed in at a server that runs as a process of its own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from tests.server import run_python


@dataclass(frozen=True)
class Person:
    session_key: str
    # The UUID of the sandbox's credential.
    credential: str


def sign_in(environment: Mapping[str, str]) -> Person:
    """Make a person with the sandbox's credential in that server's database."""
    return Person(*run_python(environment, "-m", "tests.people").split())


def _make_person() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
    import django

    django.setup()
    # Not above: they need the loaded apps.
    from django.test import Client

    from tests.factories import make_credential, make_team, make_user

    user = make_user()
    credential = make_credential(team=make_team(owner=user), name="Sandbox")
    client = Client()
    client.force_login(user)
    print(client.cookies["sessionid"].value, credential.uuid)


if __name__ == "__main__":
    _make_person()
