"""What a plugin found, and how an answer tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# In everything that is made up here, so that nobody takes it for real.
LABEL_EN = "[Sandbox sample, not real data]"
LABEL_ZH = "【沙盒示例，非真实数据】"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one plugin was asked and found; `text` is the answer made of it.

    `request_key` is the word for the request in a stream, which one plugin has its own for.
    """

    plugin_id: str
    request: dict[str, Any]
    response: dict[str, Any]
    text: str
    request_key: str = "request"

    def meta_info(self) -> dict[str, Any]:
        """Return what `verbose` adds to a whole answer."""
        return {
            "plugin_id": self.plugin_id,
            "request": self.request,
            "response": self.response,
            "action": "llm",
            "action_input": [f"{LABEL_EN} {self.request['query']}"],
            "action_output": self.text,
        }

    def echo(self) -> dict[str, Any]:
        """Return what `verbose` sends as the first frame of a stream."""
        return {
            "plugin_id": self.plugin_id,
            self.request_key: self.request,
            "response": self.response,
        }
