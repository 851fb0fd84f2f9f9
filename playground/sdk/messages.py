"""A conversation that a script collects turn by turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, overload

from playground.sdk.errors import InvalidArgumentError
from playground.sdk.responses import Response


class Role(StrEnum):
    """Who speaks."""

    System = "system"
    User = "user"
    Assistant = "assistant"
    Function = "function"
    Tool = "tool"


class Messages(Sequence[dict[str, Any]]):
    """The turns so far, as the API takes them; give it to `do` as it is."""

    def __init__(self) -> None:
        self._turns: list[dict[str, Any]] = []

    def append(self, message: str | Response, role: str | Role | None = None) -> None:
        """Add a text (a user's, unless `role` says otherwise) or the answer of a model.

        A result with the role `function` gets the name of the function that was called.
        Raises: InvalidArgumentError for a second turn in a row of the user or of the model.
        """
        if isinstance(message, Response):
            turn = _turn_of(message, role)
        elif isinstance(message, str):
            turn = {"role": str(role or Role.User), "content": message}
        else:
            raise InvalidArgumentError(f"a turn is a text or a response, not {type(message)}")
        previous = self._turns[-1] if self._turns else {}
        is_repeated = turn["role"] == previous.get("role")
        if is_repeated and turn["role"] in (Role.User, Role.Assistant):
            raise InvalidArgumentError(f"two turns of the {turn['role']} in a row")
        if turn["role"] == Role.Function:
            turn["name"] = _called_function(previous)
        self._turns.append(turn)

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...

    @overload
    def __getitem__(self, index: slice) -> list[dict[str, Any]]: ...

    def __getitem__(self, index: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        return self._turns[index]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self._turns)

    def __len__(self) -> int:
        return len(self._turns)

    def __repr__(self) -> str:
        return f"Messages({self._turns!r})"


def _turn_of(response: Response, role: str | Role | None) -> dict[str, Any]:
    choices = response.get("choices")
    if choices:
        turn = dict(choices[0]["message"])
        turn["role"] = str(role or turn.get("role") or Role.Assistant)
        return turn
    turn = {"role": str(role or Role.Assistant), "content": response.get("result", "")}
    if call := response.get("function_call"):
        turn["function_call"] = call
    return turn


def _called_function(previous: Mapping[str, Any]) -> str:
    name = previous.get("function_call", {}).get("name")
    if not name:
        raise InvalidArgumentError("the result of a function follows the turn that calls it")
    return str(name)
