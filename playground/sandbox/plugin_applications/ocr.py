"""The picture plugin: the picture is not fetched, and the text it finds is a sample."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playground.sandbox.errors import V1Error
from playground.sandbox.languages import detect_language
from playground.sandbox.plugin_applications.findings import LABEL_EN, LABEL_ZH, Finding

PLUGIN_ID = "uuid-chatocr"
WORDS = (
    *("image", "picture", "photo", "screenshot", "ocr", "scan"),
    *("图片", "图中", "图里", "图上", "照片", "截图", "识别", "扫描"),
)

_HOST = "bcebos.com"
_SUFFIX = re.compile(r"\.(?:jpe?g|png)\Z", re.IGNORECASE)
_LINES_EN = ("Sample receipt", "Apples 2 × 3.50", "Total 7.00")
_LINES_ZH = ("示例小票", "苹果 2 × 3.50", "合计 7.00")


def read_file_url(value: object) -> str:
    """Return the checked address of a picture.

    Raises: V1Error 216100
    """
    if not isinstance(value, str) or not value:
        raise V1Error(216100, "invalid param: fileurl is needed by uuid-chatocr")
    try:
        address = urlsplit(value)
    except ValueError as exc:
        raise V1Error(216100, "invalid param: fileurl is no URL") from exc
    if address.scheme not in ("http", "https") or _HOST not in address.netloc:
        raise V1Error(216100, f"invalid param: fileurl must be on {_HOST}")
    if not _SUFFIX.search(address.path):
        raise V1Error(216100, "invalid param: fileurl must end in .jpg, .jpeg or .png")
    return value


def look(query: str, file_url: str) -> Finding:
    """Return the sample text that stands for the picture's."""
    in_chinese = detect_language(query) == "zh"
    label, lines = (LABEL_ZH, _LINES_ZH) if in_chinese else (LABEL_EN, _LINES_EN)
    words = [{"words": line} for line in lines]
    quoted = "\n".join(f"> {line}" for line in lines)
    intro = "没有人看过这张图片，假设其中的文字是：" if in_chinese else "Nobody looked at it; say:"
    return Finding(
        plugin_id=PLUGIN_ID,
        request={"query": query, "fileurl": file_url},
        response={
            "retCode": 0,
            "message": label,
            "result": {"words_result": words, "words_result_num": len(words)},
        },
        text=f"{label} {intro}\n\n{quoted}",
        request_key="requests",
    )
