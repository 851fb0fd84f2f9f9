"""Runs that have ended, with what they sent to the sandbox written down."""

from __future__ import annotations

from typing import Any

from playground.accounts.models import User
from playground.credentials.connections import SANDBOX_IAM_KEY, SANDBOX_V2_KEY
from playground.gateway import (
    ChatMessage,
    ChatRequest,
    Connection,
    EgressPolicy,
    PlainRequest,
    StreamRequest,
    describe_request,
)
from playground.runs.models import Run
from tests.runs.make_runs import make_run

QUESTION = 'Say "ok"; $(rm -rf /)\nsecond line 你好 🚢'
CHAT = ChatRequest((ChatMessage("user", QUESTION),), model="ERNIE-Lite-8K", system="Be brief.")


def connection(provider: str) -> Connection:
    return Connection(
        provider=provider,
        base_url="http://127.0.0.1:1",
        auth=SANDBOX_IAM_KEY if provider == "qianfan_v1" else SANDBOX_V2_KEY,
        egress=EgressPolicy(is_guarded=False),
    )


def make_sent_run(
    user: User,
    asked: StreamRequest | PlainRequest = CHAT,
    provider: str = "qianfan_v1",
    **fields: Any,
) -> Run:
    values = {
        "title": "A title",
        "provider": provider,
        "model": getattr(asked, "model", ""),
        "endpoint": getattr(asked, "endpoint", ""),
        "request": describe_request(asked, connection(provider)),
    }
    return make_run(user, **{**values, **fields})
