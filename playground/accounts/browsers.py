"""What people call the browser that a `User-Agent` header stands for."""

from __future__ import annotations

import re

# The first that fits wins: most browsers also name those they descend from.
_BROWSERS = (
    ("Edge", r"Edg"),
    ("Opera", r"OPR/"),
    ("WeChat", r"MicroMessenger"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrom|CriOS/"),
    ("Safari", r"Safari/"),
    ("curl", r"^curl/"),
)
_SYSTEMS = (
    ("Android", r"Android"),
    ("iOS", r"iPhone|iPad"),
    ("HarmonyOS", r"HarmonyOS|OpenHarmony"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X"),
    ("Linux", r"Linux"),
)


def browser_name(user_agent: str) -> str:
    """Return a short name such as "Firefox, Windows"; the header itself if nothing fits."""
    found = [
        next((name for name, pattern in names if re.search(pattern, user_agent)), "")
        for names in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(name for name in found if name) or user_agent
