"""What a server loads before its first request: every page is there, nothing heavy is."""

from __future__ import annotations

import subprocess
import sys

# Slow to load, and needed by few pages: whoever uses one imports it then.
HEAVY = ("PIL", "boto3", "jsonschema", "numpy", "openpyxl", "xllamacpp")
LOADED = f"""
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "playground.settings"
import playground.asgi
from django.urls import reverse
reverse("home")
print(*(name for name in {HEAVY} if name in sys.modules))
"""


def test_a_server_starts_without_what_few_pages_need():
    answer = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    )

    assert answer.stdout.split() == []
