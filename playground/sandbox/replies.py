"""Chooses who answers: the faults that dictate a text, the script, or the back end."""

from __future__ import annotations

from playground.sandbox.backends import Reply
from playground.sandbox.faults import Faults
from playground.sandbox.functions import called_functions
from playground.sandbox.prompts import Prompt
from playground.sandbox.scripted import (
    ScriptedBackend,
    counted_reply,
    dictated_reply,
    result_text,
    told_reply,
)
from playground.sandbox.state import Sandbox

# Turns that ask a truncated answer to go on, in the words of the clients we know.
_GO_ON = ("继续", "请继续", "continue", "go on", "please continue")
# A grinning face whole, in halves over two deltas, and a half that stays alone.
_SURROGATES = ("ok \U0001f600 ", "\ud83d", "\ude00", " then ", "\ud83d", " end")
_REASONING = ("The sandbox ", "pretends ", "to think ", "first. ")
_SCRIPTED = ScriptedBackend()


def start_reply(
    prompt: Prompt, faults: Faults, sandbox: Sandbox, *, text: str = "", thinks: bool = False
) -> Reply:
    """Return the reply to `prompt`: `text` if there is one, else what the back end says.

    A request with faults, and one that ends with the result of a function, is answered by the
    script.
    """
    reply = _dictated(faults) or _written(prompt, faults, sandbox, text)
    if "truncated" in faults and prompt.question.strip().lower() not in _GO_ON:
        reply.finish_reason = "length"
    if thinks or "think" in faults:
        reply.reasoning = _REASONING
    return reply


def _dictated(faults: Faults) -> Reply | None:
    if "deltas" in faults:
        return counted_reply(faults.get("deltas"))
    if "huge-line" in faults:
        return dictated_reply(["0123456789abcdef" * (64 * faults.get("huge-line"))])
    if "surrogates" in faults:
        return dictated_reply(_SURROGATES)
    return None


def _written(prompt: Prompt, faults: Faults, sandbox: Sandbox, text: str) -> Reply:
    calls = called_functions(prompt)
    if calls:
        reply = dictated_reply(())
        reply.finish_reason = "function_call"
        reply.calls = calls
        return reply
    if prompt.results:
        text = result_text(prompt)
    if text:
        return told_reply(text, prompt)
    return (_SCRIPTED if faults else sandbox.backend).reply(prompt)
