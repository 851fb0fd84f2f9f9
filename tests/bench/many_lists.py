"""`python -m tests.bench.many_lists N`: fill every list of the newest person, N entries each.

They take the runs of `many_runs`, which must be there.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from itertools import islice

_TEXT = "What is to be said of it, and why? 请你用几句话说明原因。"
_SETTINGS = {"provider": "qianfan_v1", "model": "ERNIE-Lite-8K"}


def make_lists(count: int) -> None:
    from django.utils import timezone

    from playground.accounts.models import User
    from playground.comparisons.models import Comparison, ComparisonColumn
    from playground.completions.models import CompletionDocument, CompletionSample
    from playground.conversations.models import Conversation, Message
    from playground.embeddings.models import Embedding, EmbeddingSet
    from playground.plugins.models import PluginTalk, PluginTurn
    from playground.runs.models import Run
    from playground.shares.models import ShareLink

    user = User.objects.order_by("-pk")[0]
    runs = iter(Run.objects.filter(user=user).order_by("pk").values_list("pk", flat=True))
    moments = [timezone.now() - timedelta(minutes=number) for number in range(count)]
    named = [(f"{number}: {_TEXT}", moment) for number, moment in enumerate(moments)]

    def create(model, entries):
        entries = iter(entries)
        made = []
        while some := list(islice(entries, 500)):
            made += model.objects.bulk_create(some)
        return made

    conversations = create(
        Conversation,
        (
            Conversation(owner=user, title=name, created_at=at, updated_at=at, **_SETTINGS)
            for name, at in named
        ),
    )
    create(
        Message,
        (Message(conversation=each, role="assistant", run_id=next(runs)) for each in conversations),
    )
    documents = create(
        CompletionDocument,
        (
            CompletionDocument(
                owner=user, title=name, text=_TEXT * 50, created_at=at, updated_at=at, **_SETTINGS
            )
            for name, at in named
        ),
    )
    create(
        CompletionSample,
        (CompletionSample(document=each, run_id=next(runs), number=1) for each in documents),
    )
    comparisons = create(
        Comparison,
        (Comparison(owner=user, title=name, prompt=_TEXT, created_at=at) for name, at in named),
    )
    create(
        ComparisonColumn,
        (
            ComparisonColumn(comparison=each, position=place, run_id=next(runs), **_SETTINGS)
            for each in comparisons
            for place in range(3)
        ),
    )
    talks = create(
        PluginTalk,
        (
            PluginTalk(
                owner=user, title=name, kind="ernie", created_at=at, updated_at=at, **_SETTINGS
            )
            for name, at in named
        ),
    )
    create(PluginTurn, (PluginTurn(talk=each, query=_TEXT, run_id=next(runs)) for each in talks))
    sets = create(
        EmbeddingSet,
        (
            EmbeddingSet(
                owner=user,
                name=name,
                source="lines",
                texts=[_TEXT] * 50,
                text_count=50,
                created_at=at,
            )
            for name, at in named
        ),
    )
    create(
        Embedding,
        (Embedding(set=each, run_id=next(runs), dimension=384, **_SETTINGS) for each in sets),
    )
    create(
        ShareLink,
        (
            ShareLink(
                owner=user,
                token_hash=f"{number:064}",
                kind="conversation",
                conversation=conversations[number],
                title=name,
                snapshot={"messages": [{"role": "user", "text": _TEXT * 50}] * 20},
                audience="anyone",
                created_at=at,
            )
            for number, (name, at) in enumerate(named)
        ),
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
    import django

    django.setup()
    make_lists(int(sys.argv[1]))
