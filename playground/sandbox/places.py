"""A few cities in English and Chinese, enough to find one in a question."""

from __future__ import annotations

CITIES = (
    ("Beijing", "北京"),
    ("Shanghai", "上海"),
    ("Shenzhen", "深圳"),
    ("Guangzhou", "广州"),
    ("Hangzhou", "杭州"),
    ("Chengdu", "成都"),
    ("Chongqing", "重庆"),
    ("Wuhan", "武汉"),
    ("Xi'an", "西安"),
    ("Nanjing", "南京"),
    ("Tianjin", "天津"),
    ("Suzhou", "苏州"),
    ("Hong Kong", "香港"),
    ("Taipei", "台北"),
    ("Tokyo", "东京"),
    ("Seoul", "首尔"),
    ("Singapore", "新加坡"),
    ("Paris", "巴黎"),
    ("London", "伦敦"),
    ("Berlin", "柏林"),
    ("Moscow", "莫斯科"),
    ("New York", "纽约"),
    ("San Francisco", "旧金山"),
    ("Los Angeles", "洛杉矶"),
    ("Sydney", "悉尼"),
)


def cities_in(text: str) -> list[str]:
    """Return the cities `text` mentions, in its words and its order."""
    lower = text.lower()
    found = [
        (position, text[position : position + len(name)])
        for names in CITIES
        for name in names
        if (position := lower.find(name.lower())) >= 0
    ]
    return [name for _, name in sorted(found)]


def find_city(text: str) -> tuple[str, str] | None:
    """Return the English and the Chinese name of the first city in `text`, or None."""
    first = next(iter(cities_in(text)), "").lower()
    return next((names for names in CITIES if first in (names[0].lower(), names[1])), None)
