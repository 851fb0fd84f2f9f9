"""What the calls return that are answered at once, beside the events of streams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from playground.gateway.values import JSON, Image, Usage


@dataclass(frozen=True, slots=True)
class Timing:
    """Where the time of a call went.

    `waited_seconds` were spent here, for the rate limits and between attempts;
    `network_seconds` are the rest, from sending to the last byte.
    """

    attempts: int = 1
    waited_seconds: float = 0.0
    network_seconds: float = 0.0

    def __add__(self, other: Timing) -> Timing:
        """Add the times of another call."""
        return Timing(
            self.attempts + other.attempts,
            self.waited_seconds + other.waited_seconds,
            self.network_seconds + other.network_seconds,
        )


NO_TIMING = Timing()


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """What an answer says beside its content.

    `rate_limits` holds the provider's `X-Ratelimit-*` numbers, named without that prefix
    (`remaining-requests`), per minute. `raw` is the body as it came, of several calls joined;
    header names are in lower case.
    """

    usage: Usage | None = None
    model: str = ""
    request_id: str = ""
    status_code: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    rate_limits: Mapping[str, int] = field(default_factory=dict)
    timing: Timing = field(default=NO_TIMING, compare=False)
    raw: Mapping[str, JSON] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class EmbeddingResult:
    """One vector per text, in the order of the texts; all of one dimension.

    They are arrays, which take a quarter of the memory of tuples.
    """

    vectors: tuple[Sequence[float], ...] = field(repr=False)
    facts: AnswerFacts


@dataclass(frozen=True, slots=True)
class EmbeddedPart:
    """The vectors of some of the texts, from the text at `start` on, as one call brought them."""

    start: int
    vectors: tuple[Sequence[float], ...] = field(repr=False)
    facts: AnswerFacts


@dataclass(frozen=True, slots=True)
class ImageResult:
    """The pictures that were drawn, in the order in which the provider numbered them."""

    images: tuple[Image, ...]
    facts: AnswerFacts


@dataclass(frozen=True, slots=True)
class RankedDocument:
    """A document, where it stood in the request (from 0), and how well it answers (0 to 1)."""

    index: int
    text: str = field(repr=False)
    score: float


@dataclass(frozen=True, slots=True)
class RerankResult:
    """The documents, best first."""

    documents: tuple[RankedDocument, ...]
    facts: AnswerFacts


@dataclass(frozen=True, slots=True)
class TokenCount:
    """How many tokens a text has for a model, as the provider counts."""

    tokens: int
    facts: AnswerFacts
