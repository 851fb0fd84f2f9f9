"""The weather plugin: a made-up forecast, the same one for a city at any time."""

from __future__ import annotations

import hashlib

from playground.sandbox.languages import detect_language
from playground.sandbox.places import find_city
from playground.sandbox.plugin_applications.findings import LABEL_EN, LABEL_ZH, Finding

PLUGIN_ID = "uuid-weatherforecast"
WORDS = (
    *("weather", "forecast", "temperature", "rain", "snow", "sunny", "humid"),
    *("天气", "气温", "温度", "下雨", "下雪", "降雨", "刮风", "湿度"),
)

_DAYS = (("today", "今天"), ("tomorrow", "明天"), ("the day after", "后天"))
_SKIES = (("sunny", "晴"), ("cloudy", "多云"), ("overcast", "阴"), ("light rain", "小雨"))
_WINDS = (("north", "北风"), ("east", "东风"), ("south", "南风"), ("west", "西风"))


def forecast(query: str) -> Finding:
    """Return the forecast for the first city in `query`, or a question for one."""
    in_chinese = detect_language(query) == "zh"
    city = find_city(query)
    if city is None:
        message = "no known city in the query"
        text = (
            f"{LABEL_ZH}没有找到城市。请写明城市，例如北京、上海或深圳。"
            if in_chinese
            else f"{LABEL_EN} No city found. Name one, for example Beijing, Shanghai or Paris."
        )
        response = {"retCode": 1, "message": message, "result": None}
        return Finding(PLUGIN_ID, {"query": query, "city": ""}, response, text)
    name = city[in_chinese]
    days = [_day(city[0], index, in_chinese=in_chinese) for index in range(len(_DAYS))]
    label = LABEL_ZH if in_chinese else LABEL_EN
    return Finding(
        plugin_id=PLUGIN_ID,
        request={"query": query, "city": name},
        response={"retCode": 0, "message": label, "result": {"city": name, "forecasts": days}},
        text=_text(name, days, in_chinese=in_chinese),
    )


def _day(city: str, index: int, *, in_chinese: bool) -> dict[str, str | int]:
    seed = hashlib.sha256(f"{city} {index}".encode()).digest()
    low = seed[0] % 20
    return {
        "day": _DAYS[index][in_chinese],
        "weather": _SKIES[seed[1] % len(_SKIES)][in_chinese],
        "temperatureLow": low,
        "temperatureHigh": low + 4 + seed[2] % 8,
        "wind": _WINDS[seed[3] % len(_WINDS)][in_chinese],
        "windForce": 1 + seed[4] % 5,
        "humidity": 30 + seed[5] % 60,
    }


def _text(city: str, days: list[dict[str, str | int]], *, in_chinese: bool) -> str:
    if in_chinese:
        lines = [
            f"- {d['day']}：{d['weather']}，{d['temperatureLow']}–{d['temperatureHigh']}°C，"
            f"{d['wind']}{d['windForce']}级，湿度 {d['humidity']}%"
            for d in days
        ]
        return "\n".join((f"{LABEL_ZH}{city}的天气：", "", *lines))
    lines = [
        f"- {d['day']}: {d['weather']}, {d['temperatureLow']}–{d['temperatureHigh']} °C, "
        f"{d['wind']} wind of force {d['windForce']}, humidity {d['humidity']} %"
        for d in days
    ]
    return "\n".join((f"{LABEL_EN} The weather in {city}:", "", *lines))
