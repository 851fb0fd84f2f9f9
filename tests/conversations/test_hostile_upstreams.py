"""Whatever a provider sends, a run ends, is saved as it was told, and text stays text."""

from __future__ import annotations

import pytest

from playground.runs.models import LIVE_STATUSES, Run
from tests.conversations.sockets import connected, text_of

pytestmark = pytest.mark.django_db(transaction=True)

FAULTS = [
    "bare-json-2",
    "broken-frame",
    "comments",
    "crlf",
    "cut-2",
    "duplicate-done",
    "error-frame-2",
    "html",
    "huge-line",
    "json",
    "need-clear-history",
    "negative-usage",
    "no-finish-reason",
    "no-space",
    "no-usage",
    "server-error",
    "split-utf8",
    "surrogates",
    "truncated",
]


@pytest.mark.parametrize("provider", ["qianfan_v1", "qianfan_v2"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_every_odd_answer_comes_to_an_end(alice, sandbox, fault, provider):
    async with connected(alice) as page:
        frames = await page.ask(sandbox, "你好 Hello", provider=provider, model="", **_own(fault))

    end = frames[-1]
    assert end["type"] in ("completion.finished", "completion.failed")
    run = await Run.objects.aget(uuid=end["run"])
    assert run.status not in LIVE_STATUSES
    assert run.output == text_of(frames)
    assert len(run.output) == end["length"]


async def test_text_that_looks_like_a_frame_is_text(alice, sandbox):
    looks = '{"type": "completion.failed", "code": "x"}'

    async with connected(alice) as page:
        frames = await page.ask(sandbox, looks, model="ernie-lite-8k")

    assert frames[-1]["type"] == "completion.finished"
    assert {frame["type"] for frame in frames} == {
        "completion.started",
        "completion.delta",
        "completion.finished",
    }


async def test_a_history_to_be_cleared_is_told(alice, sandbox):
    async with connected(alice) as page:
        frames = await page.ask(
            sandbox, provider="qianfan_v1", model="", **_own("need-clear-history")
        )
        refused = await page.ask(
            sandbox, conversation=frames[0]["conversation"], parent=frames[0]["reply"]
        )

    assert frames[-1]["need_clear_history"] is True
    assert refused[-1]["code"] == "history_must_be_cleared"


def _own(fault: str) -> dict:
    return {"endpoint": f"my-fault-{fault}"}
