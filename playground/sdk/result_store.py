"""The results of a batch: the newest in memory, the others in a temporary file.

So that a batch of a million answers takes no more memory than one of a hundred, and may still
be read in any order, as often as one likes.
"""

from __future__ import annotations

import logging
import pickle
import tempfile
import weakref
from array import array
from collections.abc import Callable
from typing import IO, Any

from playground.sdk.responses import Request, Response

logger = logging.getLogger(__name__)

# Enough for a reader that keeps up with the calls to find everything in memory.
KEPT_IN_MEMORY = 64

_MISSING = -1
_IN_MEMORY = -2


class ResultStore:
    """Outcomes by number: a response, or the exception that stands for it.

    The file has no name in the file system and goes when the store does. What cannot be
    written stays in memory.
    """

    def __init__(self, describe: Callable[[Any], Request] | None = None) -> None:
        self._describe = describe
        self._kept: dict[int, Response | Exception] = {}
        self._stuck: dict[int, Response | Exception] = {}
        # Where in the file an outcome begins, 8 bytes an item.
        self._offsets = array("q")
        self._file: IO[bytes] | None = None
        self._file_bytes = 0
        self._is_at_end = True
        self._can_write = True

    def __contains__(self, index: int) -> bool:
        return index < len(self._offsets) and self._offsets[index] != _MISSING

    def put(self, index: int, outcome: Response | Exception) -> None:
        self._offsets.extend([_MISSING] * (index + 1 - len(self._offsets)))
        self._offsets[index] = _IN_MEMORY
        self._kept[index] = outcome
        if len(self._kept) > KEPT_IN_MEMORY:
            oldest = next(iter(self._kept))
            self._write(oldest, self._kept.pop(oldest))

    def get(self, index: int) -> Response | Exception:
        if self._offsets[index] == _IN_MEMORY:
            return self._kept[index] if index in self._kept else self._stuck[index]
        assert self._file is not None
        self._file.seek(self._offsets[index])
        self._is_at_end = False
        # Our own file, which nobody else can open.
        record = pickle.load(self._file)
        if isinstance(record, Exception):
            return record
        *parts, given = record
        return Response(*parts, given=given, describe=self._describe)

    def _write(self, index: int, outcome: Response | Exception) -> None:
        try:
            offset = self._append(_packed(outcome)) if self._can_write else _IN_MEMORY
        except OSError as exc:
            logger.warning("No room for a temporary file, results stay in memory: %s", exc)
            self._can_write = False
            offset = _IN_MEMORY
        except Exception:
            # What a script's own exceptions and arguments hold cannot always be pickled.
            offset = _IN_MEMORY
        self._offsets[index] = offset
        if offset == _IN_MEMORY:
            self._stuck[index] = outcome

    def _append(self, data: bytes) -> int:
        if self._file is None:
            # It lives as long as the store.
            self._file = tempfile.TemporaryFile(prefix="playground-batch-")  # noqa: SIM115
            weakref.finalize(self, self._file.close)
        offset = self._file_bytes
        if not self._is_at_end:
            self._file.seek(offset)
            self._is_at_end = True
        self._file.write(data)
        self._file_bytes += len(data)
        return offset


def _packed(outcome: Response | Exception) -> bytes:
    if isinstance(outcome, Exception):
        data = pickle.dumps(outcome)
        # Some exceptions are packed without complaint and cannot be unpacked.
        pickle.loads(data)
        return data
    headers = dict(outcome.headers)
    record = (outcome.body, outcome.code, headers, outcome.statistic, outcome.given)
    return pickle.dumps(record, pickle.HIGHEST_PROTOCOL)
