"""Decides which functions a prompt calls. No model decides: words in common do."""

from __future__ import annotations

import orjson

from playground.sandbox.arguments import fill_arguments
from playground.sandbox.backends import FunctionCall
from playground.sandbox.prompts import Function, Prompt
from playground.sandbox.wording import chinese_pairs, english_words


def called_functions(prompt: Prompt) -> tuple[FunctionCall, ...]:
    """Return the calls that answer `prompt`, none if it ends with anything but a user's turn."""
    if prompt.turns[-1].role != "user":
        return ()
    wanted = _wanted(prompt.functions, prompt.question)
    if prompt.must_call and not wanted:
        wanted = prompt.functions[:1]
    if not prompt.calls_in_parallel:
        wanted = wanted[:1]
    return tuple(
        FunctionCall(
            name=function.name,
            arguments=_arguments(function, prompt.question),
            thoughts="This call is scripted: the question has words in common with the function.",
        )
        for function in wanted
    )


def _wanted(functions: tuple[Function, ...], question: str) -> tuple[Function, ...]:
    """Return the functions the question names, or else those it shares words with."""
    lower = question.lower()
    named = tuple(f for f in functions if f.name.lower() in lower)
    if named:
        return named
    words, pairs = english_words(question), chinese_pairs(question)
    return tuple(
        function
        for function in functions
        if words & english_words(function.name) or pairs & chinese_pairs(function.description)
    )


def _arguments(function: Function, question: str) -> str:
    return orjson.dumps(fill_arguments(function.parameters, question)).decode()
