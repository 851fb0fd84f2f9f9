"""The Python that everything is installed for; this file must also load under an older one."""

import sys

OLDEST = (3, 11)
# The first that is not tried yet.
TOO_NEW = (3, 14)


def ensure_supported() -> None:
    """End with one line under a Python that will not do."""
    if not OLDEST <= sys.version_info[:2] < TOO_NEW:
        found = ".".join(str(part) for part in sys.version_info[:3])
        sys.exit(
            "!! Python 3.11, 3.12 or 3.13 is needed; this one is " + found + ". "
            "Install one, or name it: make run PYTHON=/path/to/python3.12"
        )
