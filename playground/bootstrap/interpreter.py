"""The Python that everything is installed for; this file must also load under an older one."""

from __future__ import annotations

import os
import shutil
import sys

OLDEST = (3, 11)
# The first that is not tried yet.
TOO_NEW = (3, 14)


def ensure_supported() -> None:
    """Go on, start again under a Python that will do, or end with one line."""
    if OLDEST <= sys.version_info[:2] < TOO_NEW:
        return
    for minor in range(TOO_NEW[1] - 1, OLDEST[1] - 1, -1):
        other = shutil.which("python3.%d" % minor)  # noqa: UP031 - for a Python without f-strings
        if other:
            os.execv(other, [other, "-m", "playground.bootstrap", *sys.argv[1:]])
    found = ".".join(map(str, sys.version_info[:3]))
    sys.exit(
        "Python 3.11, 3.12 or 3.13 is needed; this one is " + found + ". "
        "Install one, or name it: make run PYTHON=/path/to/python3.11"
    )
