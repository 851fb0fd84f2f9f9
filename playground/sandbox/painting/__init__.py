"""Paints pictures without a model: scenes from the words of a prompt and the numbers of a seed.

Most modules need NumPy, which costs time and memory; so nothing imports them before a picture is
asked for.
"""

from __future__ import annotations
