"""A server that speaks Qianfan's V1 and V2 protocols, for demos and tests. No Django, nothing else of ours."""

from __future__ import annotations
