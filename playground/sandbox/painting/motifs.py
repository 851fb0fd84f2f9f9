"""Which words of a prompt, in English and Chinese, ask for which motif."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORDS: Mapping[str, str] = {
    # What the picture is of
    "sea": "sea ocean wave waves beach coast shore island harbor bay 海 洋 沙滩 岛 浪 港",
    "lake": "lake pond river water reflection fjord 湖 池 河 江 溪 水面 倒影",
    "mountain": "mountain mountains peak alps hill hills valley cliff volcano 山 峰 岭 谷 丘",
    "forest": "forest wood woods jungle pine pines woodland 森林 树林 丛林 竹 松",
    "city": "city skyline skyscraper town street building buildings downtown tokyo shanghai"
    " beijing york cyberpunk 城 都市 街 楼 高楼 摩天 赛博朋克 上海 北京",
    "flowers": "flower flowers blossom rose roses tulip tulips sunflower garden bouquet lotus"
    " 花 玫瑰 郁金香 向日葵 花园 牡丹 荷",
    "meadow": "meadow field fields grass grassland prairie countryside farm pasture 草 田 原野 乡村"
    " 农场",
    "desert": "desert dune dunes sahara sand camel 沙漠 沙丘 骆驼 戈壁",
    "snow": "snow snowy winter ice glacier christmas 雪 冬 冰 圣诞",
    "space": "space galaxy nebula planet planets universe cosmos cosmic astronaut mars saturn"
    " rocket 宇宙 太空 银河 星系 星云 行星 火星 土星 宇航 火箭",
    "abstract": "abstract pattern geometric geometry fractal texture gradient shapes swirl"
    " 抽象 图案 几何 分形 纹理 渐变",
    # When
    "day": "day noon daylight sunny midday blue 白天 晴 正午 阳光",
    "sunset": "sunset dusk evening twilight golden 日落 夕阳 黄昏 傍晚 晚霞",
    "dawn": "dawn sunrise morning 日出 清晨 早晨 黎明 晨 朝霞",
    "night": "night midnight starry moonlit dark neon 夜 午夜 星空 霓虹 晚上",
    "gray": "rain rainy storm overcast gloomy cloudy 雨 暴风 阴天 乌云",
    # And with what
    "moon": "moon moonlight moonlit 月",
    "stars": "star stars starry milky 星",
    "aurora": "aurora northern 极光",
    "clouds": "cloud clouds cloudy 云",
    "rain": "rain rainy storm 雨 暴风",
    "snowfall": "snowing snowfall blizzard 下雪 飘雪 大雪",
    "fog": "fog foggy mist misty haze 雾 烟雨 朦胧",
    "autumn": "autumn fall maple 秋 枫",
    "spring": "spring cherry sakura peach 春 樱 桃",
    "boat": "boat sail sailboat ship yacht 船 帆 舟",
    "cat": "cat cats kitten kitty 猫",
    "birds": "bird birds gull gulls crane cranes goose geese 鸟 鸥 鹤 雁 燕",
    "balloon": "balloon balloons 气球",
    "house": "house cottage cabin home hut 房 屋 家",
    "tree": "tree trees oak 树",
    "person": "person man woman girl boy people traveler child couple 人 女孩 男孩 少女 少年 孩子",
}

SETTINGS = tuple(_WORDS)[:11]
HOURS = tuple(_WORDS)[11:16]

_CJK = re.compile("[\u3400-\u9fff]")


def find_motifs(text: str) -> tuple[str, ...]:
    """Return the motifs a text asks for, first those that come first in it."""
    lowered = text.lower()
    places = {motif: _first_place(lowered, words.split()) for motif, words in _WORDS.items()}
    found = [(place, motif) for motif, place in places.items() if place is not None]
    return tuple(motif for _, motif in sorted(found, key=lambda pair: pair[0]))


def describe(motif: str) -> str:
    """Return words about a motif, to be compared with a prompt that names none."""
    return " ".join(_WORDS[motif].split()[:6])


def _first_place(text: str, words: list[str]) -> int | None:
    places = []
    for word in words:
        if _CJK.match(word):
            places.append(text.find(word))
        elif match := re.search(rf"\b{word}\b", text):
            places.append(match.start())
    return min((place for place in places if place >= 0), default=None)
