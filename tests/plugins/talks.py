"""Talks for tests: rows as asking makes them, and forms as the page sends them."""

from __future__ import annotations

from uuid import uuid4

from django.test import AsyncClient

from playground.gateway import FinishReason
from playground.plugins.models import PluginTalk, PluginTurn, TalkKind
from playground.runs.models import Run, RunKind, RunStatus

APPLICATION = "my-knowledge"


def make_talk(owner, credential=None, *, kind=TalkKind.APPLICATION, **fields):
    return PluginTalk.objects.create(
        owner=owner,
        title=fields.pop("title", "A talk"),
        kind=kind,
        credential=credential,
        provider="qianfan_v1",
        model="" if kind == TalkKind.APPLICATION else "EBPlugin",
        endpoint=APPLICATION if kind == TalkKind.APPLICATION else "",
        **fields,
    )


def make_turn(talk, query="Why?", answer="Because.", **fields):
    run_fields = {
        name.removeprefix("run_"): fields.pop(name) for name in list(fields) if name[:4] == "run_"
    }
    run = Run.objects.create(
        user=talk.owner,
        kind=RunKind.PLUGIN,
        status=run_fields.pop("status", RunStatus.SUCCEEDED),
        credential=talk.credential,
        credential_name="Sandbox",
        provider="qianfan_v1",
        endpoint=talk.endpoint,
        model=talk.model,
        output=answer,
        finish_reason=FinishReason.STOP,
        **run_fields,
    )
    return PluginTurn.objects.create(talk=talk, query=query, run=run, **fields)


def fields(credential, query="How long does an access token last?", **more):
    """Return the form of a question to an application."""
    return {
        "turn": str(uuid4()),
        "kind": "application",
        "query": query,
        "credential": str(credential.uuid),
        "endpoint": APPLICATION,
        "is_verbose": "1",
        "has_history": "1",
        "turn_count": "0",
        **more,
    }


async def signed_in(user):
    client = AsyncClient()
    await client.aforce_login(user)
    return client
