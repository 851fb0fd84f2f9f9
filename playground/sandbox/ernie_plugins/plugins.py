"""The plugins of ERNIE Bot: which of them a message sets off, and what each makes of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import orjson

from playground.sandbox.ernie_plugins.charts import make_option, make_table
from playground.sandbox.ernie_plugins.numbers import read_chart, wants_chart
from playground.sandbox.ernie_plugins.runs import PluginRun, PluginSpec, action
from playground.sandbox.languages import detect_language
from playground.sandbox.scripted import gist

_CHART = PluginSpec("eChart", "E言易图", "plot", "1066:1.0.1", "option")
_IMAGE = PluginSpec("ImageAI", "说图解画", "QA", "1069:1.0.0", "rawText")
_FILE = PluginSpec("ChatFile", "览卷文档", "QA", "1067:1.0.0", "rawText")
_FILE_PLUS = PluginSpec("ChatFilePlus", "览卷文档", "QA", "1070:1.0.0", "rawText")
NAMES = tuple(spec.name for spec in (_CHART, _IMAGE, _FILE, _FILE_PLUS))

# A file stands in the text by its name and its address.
_ATTACHMENT = re.compile(r"<(img|file)>(.*?)</\1>\s*<url>(.*?)</url>", re.DOTALL)
_ZH = {
    "label": "（沙盒示例，不是模型生成的）",
    "no numbers": "消息里没有数字，以下为示例数据。",
    "picture": "没有人看过图片“{name}”。你问的是：“{gist}”。",
    "document": "没有人读过文档“{name}”。你问的是：“{gist}”。",
}
_EN = {
    "label": "(A scripted sample from the sandbox, not a model.)",
    "no numbers": "The message has no numbers; these are samples.",
    "picture": "Nobody looked at the picture “{name}”. You asked: “{gist}”.",
    "document": "Nobody read the document “{name}”. You asked: “{gist}”.",
}


def run_plugins(names: Sequence[str], message: str) -> tuple[PluginRun, ...]:
    """Return the runs of those of the named plugins that `message` sets off."""
    attachments = {kind: (name, url) for kind, name, url in _ATTACHMENT.findall(message)}
    question = _ATTACHMENT.sub(" ", message).strip()
    words = _ZH if detect_language(question) == "zh" else _EN
    runs = []
    if _CHART.name in names and wants_chart(question):
        runs.append(_draw(question, words))
    if _IMAGE.name in names and "img" in attachments:
        runs.append(_answer(_IMAGE, question, attachments["img"], words))
    for spec in (_FILE, _FILE_PLUS):
        if spec.name in names and "file" in attachments:
            runs.append(_answer(spec, question, attachments["file"], words))
    return tuple(runs)


def _draw(question: str, words: dict[str, str]) -> PluginRun:
    chart = read_chart(question)
    option = make_option(chart)
    fenced = f"```echarts-option\n{orjson.dumps([option]).decode()}\n```"
    note = words["no numbers"] if chart.is_sample else ""
    return PluginRun(
        spec=_CHART,
        request={
            "data": question,
            "query": question,
            "chartType": chart.kind,
            "title": chart.title,
            "last_bot_message": "",
        },
        lines=(
            action("数据分析", "数据分析中"),
            action("数据分析", "数据分析成功"),
            action("图表绘制", "图表绘制中"),
            action("图表绘制", "图表绘制成功"),
            {"errCode": 0, "option": option, "usage": None},
        ),
        # As the platform writes it.
        text=f"\n\n{fenced}\n\n**图表数据:**\n\n{make_table(chart)}\n\n{note}{words['label']}",
    )


def _answer(
    spec: PluginSpec, question: str, attachment: tuple[str, str], words: dict[str, str]
) -> PluginRun:
    name, url = attachment
    subject = "picture" if spec is _IMAGE else "document"
    text = words[subject].format(name=gist(name), gist=gist(question))
    step = "解析图片" if spec is _IMAGE else "解析文档"
    return PluginRun(
        spec=spec,
        request={"query": question, "history": "[]", "url": url},
        lines=(
            action(step, "开始解析"),
            action(step, "解析完成"),
            {**action("", ""), "rawText": text, "eventName": "lastMessage"},
        ),
        text=f"{text}\n\n{words['label']}",
    )
