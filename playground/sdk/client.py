"""Chat on V2 in the manner of the `openai` package."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playground.sdk.chat import ChatCompletion


class Fields(dict[str, Any]):
    """A JSON object whose keys are attributes as well; a missing one is None."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.get(name)


class Completions:
    """`client.chat.completions`."""

    def __init__(self, chat_completion: ChatCompletion) -> None:
        self._chat_completion = chat_completion

    def create(self, *, messages: Any, stream: bool = False, **parameters: Any) -> Any:
        """Return the answer, or with `stream` an iterator of its chunks.

        `parameters` are those of `ChatCompletion.do`.
        Raises: GatewayError, in one of its kinds; InvalidArgumentError.
        """
        answer = self._chat_completion.do(messages, stream=stream, **parameters)
        return _chunks(answer) if stream else _fields(answer.body)


class Chat:
    """`client.chat`."""

    def __init__(self, chat_completion: ChatCompletion) -> None:
        self.completions = Completions(chat_completion)


class Qianfan:
    """A client of V2; it takes the keys that `ChatCompletion` takes."""

    def __init__(self, **options: Any) -> None:
        """Raises: InvalidArgumentError."""
        self.chat = Chat(ChatCompletion(version="2", **options))


def _chunks(stream: Any) -> Iterator[Fields]:
    with stream:
        for frame in stream:
            yield _fields(frame.body)


def _fields(value: Any) -> Any:
    if isinstance(value, dict):
        return Fields({name: _fields(item) for name, item in value.items()})
    if isinstance(value, list):
        return [_fields(item) for item in value]
    return value
