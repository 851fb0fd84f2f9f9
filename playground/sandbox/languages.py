"""Guesses the language of a prompt from its script, no more than the replies need."""

from __future__ import annotations

import re
from typing import Literal

Language = Literal["en", "zh", "ja", "ko", "ru"]

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af\u1100-\u11ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LETTER = re.compile(r"[^\W\d_]")

# A Chinese character carries about as much as half an English word.
_LETTERS_PER_HAN = 3


def detect_language(text: str) -> Language:
    """Return the language most of the letters belong to; English when in doubt."""
    han = len(_HAN.findall(text)) * _LETTERS_PER_HAN
    kana = len(_KANA.findall(text)) * _LETTERS_PER_HAN
    hangul = len(_HANGUL.findall(text)) * _LETTERS_PER_HAN
    cyrillic = len(_CYRILLIC.findall(text))
    letters = len(_LETTER.findall(text))
    latin = letters - (han + kana + hangul) // _LETTERS_PER_HAN - cyrillic
    most = max(latin, han + kana, hangul, cyrillic)
    if most == latin:
        return "en"
    if most == han + kana:
        return "ja" if kana * 4 > han else "zh"
    return "ko" if most == hangul else "ru"
