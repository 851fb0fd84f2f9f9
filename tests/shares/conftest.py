"""A conversation of alice's, and links to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from playground.shares.services.links import ShareOptions, create_link
from playground.shares.sources import Source
from tests.conversations.conftest import _orderly_end, sandbox, sandbox_url  # noqa: F401
from tests.conversations.trees import add_turn, make_conversation

SYSTEM = "Speak like a pirate of the south."


@pytest.fixture
def conversation(alice, sandbox_credential):
    conversation = make_conversation(
        alice,
        sandbox_credential,
        title="Waves",
        system=SYSTEM,
        parameters={"temperature": 0.123},
    )
    add_turn(
        conversation,
        "How do waves form?",
        "By **wind**.",
        model="ERNIE-Lite-8K",
        credential_name="Alice's key",
        latency_ms=1500,
        input_tokens=5,
        output_tokens=7,
    )
    return conversation


@pytest.fixture
def share(alice, conversation, team):
    """Share alice's conversation; return the link and its token."""

    def make(shown=None, **options):
        options = {"team": team, "expires_at": timezone.now() + timedelta(days=1), **options}
        source = Source(shown or conversation)
        return create_link(user=alice, source=source, options=ShareOptions(**options))

    return make
