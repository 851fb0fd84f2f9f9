"""Pages and fragments of talks with plugins."""

from __future__ import annotations

from playground.plugins.views.asking import ask, ask_again
from playground.plugins.views.library import delete, index
from playground.plugins.views.pictures import picture
from playground.plugins.views.talks import detail, timeline, turn

__all__ = ["ask", "ask_again", "delete", "detail", "index", "picture", "timeline", "turn"]
