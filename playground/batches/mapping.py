"""What is asked about the rows of a job: a value, and how it is guessed from names of columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

from playground.batches.models import BatchJob, BatchKind
from playground.credentials.models import Credential

# Names by which a column is known for what it holds, in lower case.
_OVERRIDES: Final[Mapping[str, tuple[str, ...]]] = {
    "model_column": ("model", "模型"),
    "temperature_column": ("temperature", "温度"),
    "system_column": ("system", "system prompt", "system_prompt", "系统提示词", "人设"),
    "messages_column": ("messages", "消息"),
}
_PROMPTS: Final = (
    *("prompt", "question", "query", "input", "text", "content"),
    *("提示词", "问题", "输入", "文本", "内容"),
)


@dataclass(frozen=True, slots=True)
class BatchMapping:
    """The fields of a job that say what is asked, under their names there."""

    kind: str = BatchKind.CHAT
    credential: Credential | None = None
    provider: str = ""
    model: str = ""
    endpoint: str = ""
    plugins: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    is_streaming: bool = False
    prompt_template: str = ""
    system_template: str = ""
    model_column: str = ""
    temperature_column: str = ""
    system_column: str = ""
    messages_column: str = ""

    def put_on(self, job: BatchJob) -> list[str]:
        """Set the fields of a job, unsaved; returns the names of those that are others now."""
        changed = []
        for each in fields(self):
            value = _stored(getattr(self, each.name))
            if getattr(job, each.name) != value:
                setattr(job, each.name, value)
                changed.append(each.name)
        return changed


def guessed_columns(columns: Sequence[str]) -> dict[str, Any]:
    """Guess from their names what columns are for: fields of a mapping."""
    known = {column.strip().casefold(): column for column in reversed(columns)}
    guessed: dict[str, Any] = {
        name: known[word]
        for name, words in _OVERRIDES.items()
        for word in reversed(words)
        if word in known
    }
    prompt = next((known[word] for word in _PROMPTS if word in known), None)
    if prompt is None and len(columns) == 1 and not guessed:
        prompt = columns[0]
    if prompt is not None:
        guessed["prompt_template"] = f"{{{{{prompt}}}}}"
    return guessed


def _stored(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value
