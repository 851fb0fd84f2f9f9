"""Turns as pages show them: what was asked, what the plugins did, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from playground.plugins.findings import Chart, Link, pictures_in
from playground.plugins.known_plugins import label_of
from playground.plugins.models import PluginTalk, PluginTurn
from playground.plugins.questions import host_of
from playground.plugins.steps import Timeline, charts_in, read_timeline
from playground.runs.error_messages import error_sentence
from playground.runs.models import Run, RunStatus

MAX_TURNS: Final = 100
_HEAVY: Final = ("run__request", "run__response", "run__reasoning")


@dataclass(frozen=True)
class ShownTurn:
    """A turn, fetched with its run and its credential."""

    turn: PluginTurn
    is_last: bool

    @property
    def run(self) -> Run:
        return self.turn.run

    @property
    def plugin_labels(self) -> list[str]:
        return [label_of(plugin) for plugin in self.turn.plugins]

    @property
    def file_host(self) -> str:
        return host_of(self.turn.file_url)

    @cached_property
    def timeline(self) -> Timeline:
        return read_timeline(self.run.steps)

    @cached_property
    def charts(self) -> list[Chart]:
        """Charts in the words of the answer, where the plugin itself told of none."""
        return [] if self.timeline.has_charts else charts_in(self.run.output)

    @cached_property
    def pictures(self) -> list[Link]:
        """Pictures of other hosts in the words of the answer, where the plugins named none."""
        named = {link.url for link in self._named_pictures}
        return [link for link in pictures_in(self.run.output) if link.url not in named]

    def picture(self, key: str) -> Link | None:
        """Return the picture of this key, if the plugins or the answer name it."""
        links = [*self._named_pictures, *self.pictures]
        return next((link for link in links if link.key == key), None)

    @property
    def _named_pictures(self) -> list[Link]:
        return [link for call in self.timeline.calls for link in call.findings.pictures]

    @property
    def is_failed(self) -> bool:
        return self.run.status in (RunStatus.FAILED, RunStatus.INTERRUPTED)

    @property
    def error(self) -> str:
        return error_sentence(self.run.error_code, self.run.error_parameters)

    @property
    def can_retry(self) -> bool:
        return self.is_last and not self.run.is_live


def shown_turns(talk: PluginTalk) -> list[ShownTurn]:
    """Return the latest turns of a talk, the oldest of them first."""
    turns = talk.turns.select_related("run__credential").defer(*_HEAVY).order_by("-pk")
    found = list(turns[:MAX_TURNS])
    return [ShownTurn(turn, turn is found[0]) for turn in reversed(found)]


def turn_count(talk: PluginTalk | None) -> int:
    return talk.turns.count() if talk is not None else 0


def shown_turn(turn: PluginTurn) -> ShownTurn:
    is_last = not PluginTurn.objects.filter(talk=turn.talk_id, pk__gt=turn.pk).exists()
    return ShownTurn(turn, is_last)
