"""QuerySets whose SQL is built once."""

from __future__ import annotations

import uuid

import pytest

from playground.accounts.models import User
from playground.credentials.models import Credential
from playground.lib.compiled_queries import CompiledQuery

pytestmark = pytest.mark.django_db

EXAMPLE = uuid.UUID(int=1)


def test_it_finds_what_the_queryset_finds(alice, bob):
    by_uuid = CompiledQuery(lambda key: User.objects.filter(uuid=key), EXAMPLE)

    assert by_uuid.first(alice.uuid) == alice
    assert by_uuid.first(bob.uuid) == bob
    assert by_uuid.first(uuid.uuid4()) is None


def test_an_access_rule_holds_for_each_person(alice, bob, charlie, sandbox_credential):
    usable = CompiledQuery(
        lambda user, key: Credential.objects.usable_by(User(pk=user)).filter(uuid=key), -1, EXAMPLE
    )

    found = [usable.first(user.pk, sandbox_credential.uuid) for user in (alice, bob, charlie)]

    assert found == [sandbox_credential, sandbox_credential, None]


def test_the_queryset_is_built_once(alice):
    built = []

    def build(key):
        built.append(key)
        return User.objects.filter(uuid=key)

    query = CompiledQuery(build, EXAMPLE)
    query.first(alice.uuid)
    query.first(alice.uuid)

    assert built == [EXAMPLE]


def test_an_argument_that_the_query_changes_is_refused():
    query = CompiledQuery(lambda key: User.objects.filter(name__contains=key), "<name>")

    with pytest.raises(TypeError):
        query.first("Alice")
