"""Values that look like secrets and are none, in parts that no scanner takes for one."""

from __future__ import annotations

RANDOM = "q7Rk2mZx9Lw4Tb8Nc6Vd3Hf5Jg1Ps0Ya"
HEX = "3f9a1c7e5b2d8046"
QIANFAN_KEY = f"bce-v3/ALTAK-{RANDOM[:21]}/{HEX}{HEX}"
OPENAI_KEY = f"sk-{RANDOM}{RANDOM[::-1]}"
