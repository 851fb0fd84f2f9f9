"""The columns of a download: those of the file first, then what came of each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

RESULT_COLUMNS: Final = (
    "output",
    "status",
    "error_code",
    "error_message",
    "finish_reason",
    "prompt_tokens",
    "completion_tokens",
    "ttft_ms",
    "latency_ms",
    "attempts",
    "model",
)
# Only where a model gave some.
REASONING_COLUMN: Final = "reasoning"
_PREFIX: Final = "result_"


def header(columns: Sequence[str], *, has_reasoning: bool = False) -> list[str]:
    """Return the names of all columns; what the file calls its own keeps its name."""
    names = list(columns)
    taken = set(columns)
    for name in (*RESULT_COLUMNS, *([REASONING_COLUMN] if has_reasoning else [])):
        while name in taken:
            name = f"{_PREFIX}{name}"
        names.append(name)
        taken.add(name)
    return names
