"""An order in which texts that are alike stand together, for the heat map."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.embeddings.vectors import Matrix


def likeness_order(similarities: Matrix) -> NDArray[np.intp]:
    """Walk from each text to the one most like it that is left.

    It begins with the text that is least like the others, which is at an edge of them.
    """
    count = len(similarities)
    order = np.zeros(count, np.intp)
    if not count:
        return order
    is_left = np.zeros(count, np.float32)
    place = int(np.argmin(similarities.sum(axis=1)))
    for step in range(count):
        order[step] = place
        # Below any similarity: never chosen again.
        is_left[place] = -4
        place = int(np.argmax(similarities[place] + is_left))
    return order
