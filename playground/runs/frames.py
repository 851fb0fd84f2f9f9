"""Frames that tell how a run goes on, for every socket on which runs are followed.

docs/reference/frames.md explains them. Offsets and lengths count Unicode code points.
"""

from __future__ import annotations
