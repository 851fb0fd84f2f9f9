"""What a plugin has found, read from whatever it answered: passages, charts, pictures, tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from playground.gateway import JSON
from playground.gateway.payloads import as_object, as_objects, as_text
from playground.plugins.chart_options import ChartRefused, read_chart_option
from playground.plugins.chart_values import Option, number_in
from playground.plugins.data_tables import DataTable, table_of_chart, table_of_objects
from playground.plugins.questions import host_of, is_web_address

MAX_PASSAGES: Final = 50
MAX_PASSAGE_CHARACTERS: Final = 4_000
_MAX_LABEL_CHARACTERS: Final = 300
_MAX_LINES: Final = 200
_MAX_LINKS: Final = 20
_MAX_CHARTS: Final = 10
_MAX_TABLES: Final = 10
_MAX_TEXTS: Final = 20
_MAX_URL_CHARACTERS: Final = 2_000
_MAX_DEPTH: Final = 6
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp)\Z", re.IGNORECASE)
_MARKDOWN_PICTURE = re.compile(r"!\[[^\]\n]{0,500}\]\(\s*<?([^\s<>()]{1,2000})")
_PICTURE_KEYS: Final = frozenset({"image", "images", "imageurl", "image_url", "img", "picture"})


@dataclass(frozen=True, slots=True)
class Link:
    """An address on the web that a plugin named; nobody has asked it for anything."""

    url: str

    @property
    def host(self) -> str:
        return host_of(self.url)

    @property
    def key(self) -> str:
        """What names this link where its address must not stand, as in an address of ours."""
        return sha256(self.url.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document of a knowledge base; `score` says how well it fits, mostly 0 to 1."""

    document: str
    knowledge_base: str
    text: str
    before: str
    after: str
    position: int | None
    score: float | None
    link: Link | None
    is_cut: bool = False

    @property
    def is_share(self) -> bool:
        """Can the score be shown as a part of a whole?"""
        return self.score is not None and 0 <= self.score <= 1


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that can be drawn; without an option one that cannot."""

    option: Option | None
    table: DataTable | None = None

    @property
    def title(self) -> str:
        return str((self.option or {}).get("title", {}).get("text", ""))


@dataclass(slots=True)
class Findings:
    passages: list[Passage] = field(default_factory=list)
    passage_count: int = 0
    lines: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    pictures: list[Link] = field(default_factory=list)
    tables: list[DataTable] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(
            (self.passages, self.lines, self.texts, self.charts, self.pictures, self.tables)
        )


def read_findings(responses: Iterable[JSON]) -> Findings:
    """Read all that is known among these answers of one plugin."""
    found = Findings()
    for response in responses:
        _read(as_object(response), found)
    return found


def chart_of(value: JSON) -> Chart:
    """Read an option of ECharts; the chart has none where it cannot be drawn."""
    try:
        option = read_chart_option(value)
    except ChartRefused:
        return Chart(None)
    return Chart(option, table_of_chart(option))


def pictures_in(text: str) -> list[Link]:
    """Find the pictures of other hosts in the Markdown of an answer, each once."""
    urls = dict.fromkeys(url for url in _MARKDOWN_PICTURE.findall(text) if _is_link(url))
    return [Link(url) for url in urls][:_MAX_LINKS]


def _read(response: Mapping[str, JSON], found: Findings) -> None:
    result = as_object(response.get("result"))
    hits = as_objects(result.get("responses"))
    found.passage_count += len(hits)
    for hit in hits[: MAX_PASSAGES - len(found.passages)]:
        found.passages.append(_passage(hit))
    for words in as_objects(result.get("words_result"))[: _MAX_LINES - len(found.lines)]:
        found.lines.append(as_text(words.get("words"))[:_MAX_LABEL_CHARACTERS])
    if "option" in response and len(found.charts) < _MAX_CHARTS:
        found.charts.append(chart_of(response["option"]))
    text = as_text(response.get("rawText"))
    if text and len(found.texts) < _MAX_TEXTS:
        found.texts.append(text[:MAX_PASSAGE_CHARACTERS])
    for name, value in result.items():
        rows = as_objects(value)
        is_known = name in ("responses", "words_result")
        if rows and not is_known and len(found.tables) < _MAX_TABLES:
            found.tables.append(table_of_objects(rows))
    known = {link.url for link in found.pictures}
    for url in _picture_urls({k: v for k, v in response.items() if k != "option"}):
        if url not in known and len(known) < _MAX_LINKS:
            known.add(url)
            found.pictures.append(Link(url))


def _passage(hit: Mapping[str, JSON]) -> Passage:
    text = as_text(hit.get("content"))
    position, score = hit.get("shardIndex"), hit.get("score")
    address = as_text(hit.get("contentUrl")) or as_text(hit.get("contentKeyUrl"))
    return Passage(
        document=as_text(hit.get("docName"))[:_MAX_LABEL_CHARACTERS],
        knowledge_base=as_text(hit.get("kbName"))[:_MAX_LABEL_CHARACTERS],
        text=text[:MAX_PASSAGE_CHARACTERS],
        before=_content(hit.get("previous")),
        after=_content(hit.get("next")),
        position=position if isinstance(position, int) and not isinstance(position, bool) else None,
        score=number_in(score),
        link=Link(address) if _is_link(address) else None,
        is_cut=len(text) > MAX_PASSAGE_CHARACTERS,
    )


def _content(neighbor: JSON) -> str:
    return as_text(as_object(neighbor).get("content"))[:MAX_PASSAGE_CHARACTERS]


def _is_link(text: str) -> bool:
    return len(text) <= _MAX_URL_CHARACTERS and is_web_address(text)


def _picture_urls(value: Any, key: str = "", depth: int = 0) -> Iterable[str]:
    """Find the addresses of pictures, by the names of their keys or by how they end."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _picture_urls(each, name.lower(), depth + 1)
    elif isinstance(value, list):
        for each in value[:_MAX_LINES]:
            yield from _picture_urls(each, key, depth + 1)
    elif isinstance(value, str) and _is_link(value) and _is_picture(value, key):
        yield value


def _is_picture(url: str, key: str) -> bool:
    return key in _PICTURE_KEYS or bool(_PICTURE.search(urlsplit(url).path))
