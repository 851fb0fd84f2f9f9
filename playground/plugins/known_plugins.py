"""The plugins that pages name and offer, by the ids that providers know them by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from playground.plugins.models import TalkKind

MAX_ERNIE_PLUGINS: Final = 3


@dataclass(frozen=True, slots=True)
class KnownPlugin:
    id: str
    label: str | Promise
    help: str | Promise


KNOWN_PLUGINS: Final[dict[TalkKind, tuple[KnownPlugin, ...]]] = {
    TalkKind.APPLICATION: (
        KnownPlugin("uuid-zhishiku", _("Knowledge base"), _("Finds passages of your documents.")),
        KnownPlugin("uuid-chatocr", _("Text in pictures"), _("Reads the picture of the file URL.")),
        KnownPlugin("uuid-weatherforecast", _("Weather"), _("Knows the weather of a city.")),
    ),
    TalkKind.ERNIE: (
        KnownPlugin("eChart", _("Charts"), _("Draws the numbers of your question.")),
        KnownPlugin("ImageAI", _("About a picture"), _("Looks at the picture of the file URL.")),
        KnownPlugin("ChatFile", _("About a document"), _("Reads the document of the file URL.")),
        KnownPlugin(
            "ChatFilePlus", _("About a document, plus"), _("Reads the document of the file URL.")
        ),
    ),
}


def label_of(plugin: str) -> str:
    """Return the name for people; that of the provider where we know no other."""
    for known in (each for group in KNOWN_PLUGINS.values() for each in group):
        if known.id == plugin:
            return str(known.label)
    return plugin
