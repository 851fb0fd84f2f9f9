"""A server that speaks Qianfan's V1 and V2 protocols, for demos and tests.

It stands alone: no Django, and nothing else of this project.
"""

from __future__ import annotations
