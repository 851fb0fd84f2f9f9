"""An answer as scripts read it: the body's keys at once, and everything about the call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_FIELDS = ("body", "code", "headers", "statistic", "request")


@dataclass(frozen=True, slots=True)
class Request:
    """What was sent; keys and tokens are masked."""

    method: str
    url: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    json_body: Mapping[str, Any]
    retry_config: Mapping[str, float]


class Headers(dict[str, str]):
    """The headers of an answer, found in any case; their own names are in lower case."""

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and super().__contains__(name.lower())

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)


class Response(Mapping[str, Any]):
    """One answer, or one frame of a streamed one.

    As a mapping it is its body; `resp["body"]`, `resp["code"]` and the others work as well,
    where the body has no such key. `statistic` is in seconds, its `start_timestamp` in
    milliseconds since 1970.
    """

    __slots__ = ("_describe", "_request", "body", "code", "given", "headers", "statistic")

    def __init__(
        self,
        body: dict[str, Any],
        code: int,
        headers: Mapping[str, str],
        statistic: dict[str, float],
        *,
        given: Any = None,
        describe: Callable[[Any], Request] | None = None,
    ) -> None:
        self.body = body
        self.code = code
        self.headers = Headers(headers)
        self.statistic = statistic
        # What `do` was called with, from which the request is told when somebody asks.
        self.given = given
        self._describe = describe
        self._request: Request | None = None

    @property
    def request(self) -> Request | None:
        """What was sent."""
        if self._request is None and self._describe is not None:
            self._request = self._describe(self.given)
        return self._request

    def __getitem__(self, key: str) -> Any:
        if key in self.body:
            return self.body[key]
        if key in _FIELDS:
            return getattr(self, key)
        raise KeyError(key)

    def get(self, key: str, default: Any = None) -> Any:
        return self[key] if key in self.body or key in _FIELDS else default

    def __contains__(self, key: object) -> bool:
        return key in self.body

    def __iter__(self) -> Iterator[str]:
        return iter(self.body)

    def __len__(self) -> int:
        return len(self.body)

    def __repr__(self) -> str:
        return (
            f"Response(code={self.code}, headers={dict(self.headers)}, "
            f"body={self.body}, statistic={self.statistic})"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        # Without what could tell the request, for that knows the key.
        parts = (self.body, self.code, dict(self.headers), self.statistic)
        return _restored, (parts, self.request)


def _restored(parts: tuple[Any, ...], request: Request | None) -> Response:
    response = Response(*parts)
    response._request = request
    return response
