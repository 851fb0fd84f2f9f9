"""An order in which texts that are alike stand together, for the heat map."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Below any level: never chosen again.
_GONE = -256


def likeness_order(levels: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Walk from each text to the one most like it that is left.

    It begins with the text that is least like the others, which is at an edge of them.
    """
    count = len(levels)
    order = np.zeros(count, np.intp)
    if not count:
        return order
    penalties = np.zeros(count, np.int16)
    place = int(np.argmin(levels.sum(axis=1, dtype=np.int64)))
    for step in range(count):
        order[step] = place
        penalties[place] = _GONE
        place = int(np.argmax(levels[place] + penalties))
    return order
