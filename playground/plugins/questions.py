"""What a person asks plugins: as it was typed, and as the request that is made of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol
from urllib.parse import unquote, urlsplit

import orjson

from playground.gateway import JSON, ChatMessage, ErniePluginRequest, PluginRequest
from playground.gateway.payloads import clean_json
from playground.plugins.known_plugins import KNOWN_PLUGINS, MAX_ERNIE_PLUGINS
from playground.plugins.models import PluginTurn, TalkKind
from playground.plugins.refusals import QuestionRefused

MAX_QUERY_CHARACTERS: Final = 20_000
MAX_VARIABLES: Final = 50
_MAX_URL_CHARACTERS: Final = 2_000
_MAX_NAME_CHARACTERS: Final = 200
_MAX_VALUE_CHARACTERS: Final = 20_000
_MAX_PLUGINS: Final = 10
_NO_URL_CHARACTERS = re.compile(r"[\s<>\"\\\x00-\x20\x7f]")
_ATTACHMENT = re.compile(r"\n?<(img|file)>[^<]*</\1><url>([^<]*)</url>\Z")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp)\Z", re.IGNORECASE)


class Target(Protocol):
    """What a request is made for: the settings of a call."""

    @property
    def model(self) -> str: ...
    @property
    def endpoint(self) -> str: ...
    @property
    def parameters(self) -> Mapping[str, JSON]: ...


@dataclass(frozen=True, slots=True)
class Question:
    """A question with all that goes beside it, checked or not."""

    kind: TalkKind = TalkKind.ERNIE
    query: str = ""
    plugins: tuple[str, ...] = ()
    file_url: str = ""
    variables: tuple[tuple[str, str], ...] = ()
    variables_json: str = ""
    is_verbose: bool = True
    has_history: bool = True

    def check(self) -> None:
        """Raises: QuestionRefused, naming the field at fault."""
        if not self.query.strip():
            raise QuestionRefused("query_missing", field="query")
        if self.kind == TalkKind.ERNIE:
            if not self.plugins:
                raise QuestionRefused("plugins_missing", field="plugins")
            if len(self.plugins) > MAX_ERNIE_PLUGINS:
                raise QuestionRefused("plugins_too_many", field="plugins")
        if self.file_url and not is_web_address(self.file_url):
            raise QuestionRefused("file_url_invalid", field="file_url")
        self.variable_values()

    def variable_values(self) -> dict[str, JSON]:
        """Join the rows and the JSON; a row beats it. Raises: QuestionRefused."""
        values: dict[str, JSON] = {}
        if self.kind != TalkKind.APPLICATION:
            return values
        if self.variables_json.strip():
            values |= _json_object(self.variables_json)
        for name, value in self.variables:
            if not name:
                raise QuestionRefused("variable_unnamed", field="variables")
            values[name] = value
        if len(values) > MAX_VARIABLES:
            raise QuestionRefused("variables_too_many", field="variables")
        return values

    def request(
        self, target: Target, history: Sequence[ChatMessage]
    ) -> PluginRequest | ErniePluginRequest:
        """Make the request. Raises: QuestionRefused."""
        if self.kind == TalkKind.APPLICATION:
            return PluginRequest(
                query=self.query,
                endpoint=target.endpoint,
                plugins=self.plugins,
                file_url=self.file_url,
                variables=self.variable_values(),
                history=tuple(history),
                is_verbose=self.is_verbose,
                parameters=target.parameters,
            )
        question = ChatMessage("user", with_file(self.query, self.file_url, self.plugins))
        return ErniePluginRequest(
            messages=(*history, question),
            plugins=self.plugins,
            model=target.model,
            parameters=target.parameters,
        )


def question_of(turn: PluginTurn, kind: TalkKind) -> Question:
    """Read back what a turn asked."""
    texts, others = split_variables(turn.variables)
    return Question(
        kind=kind,
        query=turn.query,
        plugins=tuple(turn.plugins),
        file_url=turn.file_url,
        variables=texts,
        variables_json=others,
        is_verbose=turn.is_verbose,
        has_history=turn.has_history,
    )


def split_variables(values: Mapping[str, Any]) -> tuple[tuple[tuple[str, str], ...], str]:
    """Part variables into those that are texts, which are rows, and the others as JSON."""
    texts = tuple((name, value) for name, value in values.items() if isinstance(value, str))
    others = {name: value for name, value in values.items() if not isinstance(value, str)}
    return texts, orjson.dumps(others, option=orjson.OPT_INDENT_2).decode() if others else ""


def read_question(data: Any) -> Question:
    """Read the fields of `plugins/_form.html`; unfinished ones are kept as they are typed.

    `data` is a QueryDict.
    """
    kind = TalkKind.APPLICATION if data.get("kind") == "application" else TalkKind.ERNIE
    chosen = [_text(each, _MAX_NAME_CHARACTERS) for each in data.getlist(f"{kind}_plugins")]
    names = data.getlist("variable_name")[: 2 * MAX_VARIABLES]
    rows = zip(names, data.getlist("variable_value"), strict=False)
    cut = [
        (_text(name, _MAX_NAME_CHARACTERS), _text(value, _MAX_VALUE_CHARACTERS, strip=False))
        for name, value in rows
    ]
    return Question(
        kind=kind,
        query=_text(data.get("query"), MAX_QUERY_CHARACTERS, strip=False),
        plugins=tuple(dict.fromkeys(filter(None, chosen)))[:_MAX_PLUGINS],
        file_url=_text(data.get("file_url"), _MAX_URL_CHARACTERS),
        variables=tuple((name, value) for name, value in cut if name or value),
        variables_json=_text(data.get("variables_json"), _MAX_VALUE_CHARACTERS),
        is_verbose=bool(data.get("is_verbose")),
        has_history=bool(data.get("has_history")),
    )


def default_question(kind: TalkKind = TalkKind.ERNIE) -> Question:
    """Return what a new talk begins with: a plugin that needs nothing beside the question."""
    plugins = (KNOWN_PLUGINS[kind][0].id,) if kind == TalkKind.ERNIE else ()
    return Question(kind=kind, plugins=plugins)


def follow_up(question: Question) -> Question:
    """Return what the form holds after a question was asked: all but its words."""
    return replace(question, query="", has_history=True)


def with_file(query: str, file_url: str, plugins: Sequence[str]) -> str:
    """Write the address of a file into the text, as ERNIE Bot's plugins look for it."""
    if not file_url:
        return query
    path = urlsplit(file_url).path
    name = re.sub(r"[<>\x00-\x1f]", "", unquote(path.rsplit("/", 1)[-1]))[:_MAX_NAME_CHARACTERS]
    reads_documents = any(plugin.startswith("ChatFile") for plugin in plugins)
    is_picture = _PICTURE.search(path) or ("ImageAI" in plugins and not reads_documents)
    tag = "img" if is_picture else "file"
    return f"{query}\n<{tag}>{name or tag}</{tag}><url>{file_url}</url>"


def without_file(text: str) -> tuple[str, str]:
    """Part a question to ERNIE Bot from the address of its file, which may be empty."""
    match = _ATTACHMENT.search(text)
    return (text[: match.start()], match[2]) if match else (text, "")


def is_web_address(text: str) -> bool:
    if _NO_URL_CHARACTERS.search(text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def host_of(address: str) -> str:
    return urlsplit(address).hostname or "" if is_web_address(address) else ""


def _json_object(text: str) -> dict[str, JSON]:
    try:
        value = clean_json(orjson.loads(text))
    except ValueError as exc:
        raise QuestionRefused("variables_invalid", field="variables") from exc
    if not isinstance(value, dict):
        raise QuestionRefused("variables_invalid", field="variables")
    return value


def _text(value: object, limit: int, *, strip: bool = True) -> str:
    text = str(value or "").replace("\x00", "").replace("\r\n", "\n")
    return (text.strip() if strip else text)[:limit]
