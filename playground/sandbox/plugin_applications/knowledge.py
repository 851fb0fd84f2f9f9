"""The knowledge base plugin: a few sample passages, found by words in common with the query."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from playground.sandbox.languages import detect_language
from playground.sandbox.plugin_applications.findings import LABEL_EN, LABEL_ZH, Finding
from playground.sandbox.wording import chinese_pairs, english_words

PLUGIN_ID = "uuid-zhishiku"

_MOST_HITS = 3
_KB_NAME = "Sandbox sample knowledge base"
# One document a language; its passages are neighbors in this order.
_DOCUMENTS = {
    "sandbox-sample.txt": (
        "The sandbox is a local server that speaks the protocols of the platform. It costs nothing"
        " and needs no account.",
        "A dataset is created in three steps: choose its type, upload the files, and check what"
        " was imported.",
        "An access token of an application lasts thirty days. When it has expired, the client asks"
        " for another one.",
        "Rate limits hold for a minute. A refused request may be sent again when the minute is"
        " over.",
    ),
    "沙盒示例.txt": (
        "沙盒是一个本地服务，使用与平台相同的接口协议，不产生费用，也不需要账号。",
        "创建数据集分为三步：选择数据类型，上传文件，检查导入结果。",
        "应用的访问令牌有效期为三十天，过期后由客户端重新申请。",
        "调用频率按分钟限制，被拒绝的请求可以在下一分钟重新发送。",
    ),
}


@dataclass(frozen=True, slots=True)
class _Passage:
    document: str
    index: int
    text: str

    def fields(self, score: float) -> dict[str, Any]:
        """Return the passage as the platform writes one, without its neighbors."""
        document_id, shard_id = _id(self.document), _id(f"{self.document} {self.index}")
        url = f"https://example.com/sandbox/{document_id}/{shard_id}"
        return {
            "charsNum": len(self.text),
            "content": self.text,
            "contentKey": "",
            "contentKeyUrl": url,
            "contentUrl": url,
            "docId": document_id,
            "docName": self.document,
            "docType": 0,
            "enableStatus": 1,
            "hitNum": self.index + 1,
            "isShardDeleted": False,
            "kbId": _id(_KB_NAME),
            "kbName": _KB_NAME,
            "score": score,
            "shardId": shard_id,
            "shardIndex": self.index,
        }


def search(query: str) -> Finding:
    """Return the passages that have most words in common with `query`."""
    in_chinese = detect_language(query) == "zh"
    label = LABEL_ZH if in_chinese else LABEL_EN
    hits = _hits(query)
    return Finding(
        plugin_id=PLUGIN_ID,
        request={"query": query, "kbIds": [_id(_KB_NAME)], "score": 0, "topN": _MOST_HITS},
        response={
            # As in recorded answers of the platform.
            "retCode": 1,
            "message": label,
            "result": {
                "responses": [_with_neighbors(passage, score) for passage, score in hits],
                "dbQueryCostMilsec1": 0,
                "embeddedCostMilsec2": 12,
                "besQueryCostMilsec3": 8,
                "urlSignedCostMilsec4": 1,
            },
            "doc_nums": len(hits),
        },
        text=f"{label} {_text([passage for passage, _ in hits], in_chinese=in_chinese)}",
    )


def _hits(query: str) -> list[tuple[_Passage, float]]:
    wanted = english_words(query) | chinese_pairs(query)
    scored = []
    for document, texts in _DOCUMENTS.items():
        for index, text in enumerate(texts):
            common = wanted & (english_words(text) | chinese_pairs(text))
            if common:
                score = round(len(common) / len(wanted), 4)
                scored.append((_Passage(document, index, text), score))
    return sorted(scored, key=lambda hit: -hit[1])[:_MOST_HITS]


def _with_neighbors(passage: _Passage, score: float) -> dict[str, Any]:
    texts = _DOCUMENTS[passage.document]
    fields = passage.fields(score)
    for key, index in (("previous", passage.index - 1), ("next", passage.index + 1)):
        is_there = 0 <= index < len(texts)
        neighbor = _Passage(passage.document, index, texts[index]) if is_there else None
        fields[key] = neighbor.fields(0) if neighbor else {}
    return fields


def _text(passages: list[_Passage], *, in_chinese: bool) -> str:
    if not passages:
        return "知识库里没有相关内容。" if in_chinese else "The knowledge base has no such passage."
    found = "\n".join(f"{number}. {p.text}" for number, p in enumerate(passages, 1))
    intro = "知识库中的相关内容：" if in_chinese else "Passages of the knowledge base:"
    return f"{intro}\n\n{found}"


def _id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
