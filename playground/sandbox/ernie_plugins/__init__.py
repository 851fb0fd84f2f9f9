"""The plugins of ERNIE Bot itself: charts, pictures and documents."""

from __future__ import annotations

from playground.sandbox.ernie_plugins.routes import ROUTES

__all__ = ["ROUTES"]
