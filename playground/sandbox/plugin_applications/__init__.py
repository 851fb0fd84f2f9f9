"""Plugin applications, which the platform closed in July 2024, with sample data."""

from __future__ import annotations

from playground.sandbox.plugin_applications.routes import ROUTES

__all__ = ["ROUTES"]
