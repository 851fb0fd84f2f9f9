"""The content of a message: a text, or a list of texts and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

IMAGE = "[image]"
_IMAGE_SCHEMES = ("http://", "https://", "data:image/")


class ImageUrlError(Exception):
    """A picture of a message has no address that one could use; the text says which."""


def read_content(content: object) -> str:
    """Return the text of `content`; `[image]` stands for each picture, which nobody looks at.

    Raises: ImageUrlError
    """
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    return "\n".join(filter(None, (_read_part(part) for part in content)))


def is_list_of_objects(messages: object) -> bool:
    """Tell whether `messages` is a list that holds objects only."""
    return isinstance(messages, list) and all(isinstance(part, dict) for part in messages)


def call_names(tool_calls: object) -> dict[str, str] | None:
    """Return the function's name for each id of an assistant's calls, or None if one has none."""
    if not isinstance(tool_calls, Sequence) or not is_list_of_objects(tool_calls):
        return None
    names: dict[str, str] = {}
    for call in tool_calls:
        function = call.get("function")
        name = function.get("name") if isinstance(function, dict) else None
        if not isinstance(name, str) or not name or not isinstance(call.get("id"), str):
            return None
        names[call["id"]] = name
    return names


def _read_part(part: object) -> str:
    if not isinstance(part, dict):
        return ""
    if "image_url" in part:
        _check_image(part["image_url"])
        return IMAGE
    text = part.get("text")
    return text if isinstance(text, str) else ""


def _check_image(image: Any) -> None:
    url = image.get("url") if isinstance(image, dict) else image
    if not isinstance(url, str) or not url.startswith(_IMAGE_SCHEMES):
        raise ImageUrlError("image_url must be an http(s) address or a data URI of an image")
