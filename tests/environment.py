"""The environment of the tests, set before Django reads its settings (loaded by `-p`).

Every pytest process has a data folder of its own, so that several may run side by side.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_data_dir = tempfile.mkdtemp(prefix="playground-tests-")
atexit.register(shutil.rmtree, _data_dir, ignore_errors=True)
# WhiteNoise warns where the folder of collected files is missing.
(Path(_data_dir) / "static").mkdir()

os.environ["PLAYGROUND_ENV"] = "test"
os.environ["DATA_DIR"] = _data_dir
os.environ["LANGUAGE_CODE"] = "en"
# The browser tests drive Playwright's synchronous interface, which keeps a loop in this thread.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
for name in ("REDIS_URL", "SANDBOX_URL", "OPEN_SIGN_UP", "EGRESS_ALLOWED"):
    os.environ.pop(name, None)
