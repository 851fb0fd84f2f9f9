"""Chooses who answers: the faults that dictate a text, or the back end."""

from __future__ import annotations

from playground.sandbox.backends import Reply
from playground.sandbox.faults import Faults
from playground.sandbox.prompts import Prompt
from playground.sandbox.scripted import ScriptedBackend, counted_reply, dictated_reply
from playground.sandbox.state import Sandbox

# Turns that ask a truncated answer to go on, in the words of the clients we know.
_GO_ON = ("继续", "请继续", "continue", "go on", "please continue")
# A grinning face whole, in halves over two deltas, and a half that stays alone.
_SURROGATES = ("ok \U0001f600 ", "\ud83d", "\ude00", " then ", "\ud83d", " end")
_REASONING = ("The sandbox ", "pretends ", "to think ", "first. ")
_SCRIPTED = ScriptedBackend()


def start_reply(prompt: Prompt, faults: Faults, sandbox: Sandbox, *, thinks: bool) -> Reply:
    """Return the reply to `prompt`. A request with faults is always answered by the script."""
    called = _called_function(prompt)
    if "deltas" in faults:
        reply = counted_reply(faults.get("deltas"))
    elif "huge-line" in faults:
        reply = dictated_reply(["0123456789abcdef" * (64 * faults.get("huge-line"))])
    elif "surrogates" in faults:
        reply = dictated_reply(_SURROGATES)
    elif called:
        reply = dictated_reply(())
        reply.finish_reason = "function_call"
        reply.function_call = {
            "name": called,
            "arguments": "{}",
            "thoughts": "The prompt names this function.",
        }
    elif faults:
        reply = _SCRIPTED.reply(prompt)
    else:
        reply = sandbox.backend.reply(prompt)
    if "truncated" in faults and prompt.question.strip().lower() not in _GO_ON:
        reply.finish_reason = "length"
    if thinks or "think" in faults:
        reply.reasoning = _REASONING
    return reply


def _called_function(prompt: Prompt) -> str:
    """Return the function to call: the one chosen by the client or named in the question."""
    if prompt.turns[-1].role != "user":
        return ""
    if prompt.forced_function in prompt.functions:
        return prompt.forced_function
    return next((name for name in prompt.functions if name in prompt.question), "")
