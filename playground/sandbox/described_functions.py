"""ERNIE-Functions-8K: functions are described in words, and called in two lines of text.

The model takes no `functions`. Clients describe each in three lines (名称, 描述, 参数) of the
system prompt or of a question, and read `Action:` and `Action Input:` in the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import orjson

from playground.sandbox.backends import Reply
from playground.sandbox.prompts import Function, Prompt, Turn
from playground.sandbox.scripted import told_reply

ENDPOINT = "ernie-func-8k"

_DESCRIPTION = re.compile(r"^名称[：:] *(\S+)\n描述[：:](.*)\n参数[：:] *(\{.*\})$", re.MULTILINE)
_CALL = re.compile(r"Action: *([^\s\\]+)")


def read_descriptions(prompt: Prompt) -> Prompt:
    """Return the prompt with the functions that it describes, and with results as such."""
    texts = "\n".join([prompt.system, *(turn.text for turn in prompt.turns)])
    return replace(prompt, functions=tuple(_functions(texts)), turns=tuple(_turns(prompt)))


def spell_out(reply: Reply, prompt: Prompt) -> Reply:
    """Say in words what the reply calls."""
    if not reply.calls:
        return reply
    call = reply.calls[0]
    return told_reply(f"Action: {call.name}\nAction Input: {call.arguments}", prompt)


def _functions(texts: str) -> Iterator[Function]:
    for name, description, schema in _DESCRIPTION.findall(texts):
        try:
            yield Function(name, description.strip(), orjson.loads(schema))
        except orjson.JSONDecodeError:
            continue


def _turns(prompt: Prompt) -> Iterator[Turn]:
    called = ""
    for turn in prompt.turns:
        if turn.role == "assistant":
            call = _CALL.match(turn.text)
            called = call[1] if call else ""
            yield turn
        elif called:
            yield Turn("function", turn.text, called)
        elif _DESCRIPTION.search(turn.text):
            # The question stands behind the descriptions.
            yield replace(turn, text=turn.text.rstrip().rpartition("\n")[2])
        else:
            yield turn
