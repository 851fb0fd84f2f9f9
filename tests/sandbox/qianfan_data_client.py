"""Drives the data services with the official `qianfan` package; run as a program.

The mode is `v1` or `console`; keys come from the environment. Prints one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import qianfan
from qianfan.resources import Service

TEXTS = ["面条怎么煮", "How to cook noodles", "股票"]


def v1_results() -> dict[str, Any]:
    embedding = qianfan.Embedding()
    whole = embedding.do(texts=TEXTS)
    large = embedding.do(texts=TEXTS[:1], model="bge-large-zh")
    own = embedding.do(texts=TEXTS[:1], endpoint="my-embedding")
    batch = embedding.batch_do([[text] for text in TEXTS], worker_num=2).results()
    later = asyncio.run(embedding.ado(texts=TEXTS, model="bge-large-en"))
    try:
        embedding.do(texts=["a"] * 17)
    except qianfan.errors.APIError as exc:
        error = [exc.error_code, str(exc)]
    return {
        "sizes": [len(item["embedding"]) for item in whole["data"]],
        "usage": whole["usage"]["total_tokens"],
        "large": len(large["data"][0]["embedding"]),
        "own": len(own["data"][0]["embedding"]),
        "same": [item["data"][0]["embedding"] for item in batch]
        == [item["embedding"] for item in whole["data"]],
        "async": len(later["data"][0]["embedding"]),
        "error": error,
        **_images(),
        **_ranking(),
    }


def _images() -> dict[str, Any]:
    painter = qianfan.Text2Image()
    options = {"size": "768x768", "n": 2, "seed": 7, "steps": 20, "style": "Anime"}
    pictures = painter.do(prompt="山与海", with_decode="base64", **options)
    later = asyncio.run(painter.ado(prompt="山与海", with_decode="base64", **options))
    first = [item["image"] for item in pictures["body"]["data"]]
    return {
        "images": [image[:4].hex() for image in first],
        "images_again": first == [item["image"] for item in later["body"]["data"]],
    }


def _ranking() -> dict[str, Any]:
    reranker = qianfan.Reranker()
    documents = ["苹果很好吃", "面条要煮五分钟", "火车很快"]
    ranked = reranker.do(query=TEXTS[0], documents=documents, top_n=2)
    later = asyncio.run(reranker.ado(query=TEXTS[0], documents=documents))
    tokenizer = qianfan.Tokenizer()
    return {
        "ranking": [result["index"] for result in ranked["results"]],
        "ranking_async": len(later["results"]),
        "tokens": tokenizer.count_tokens("hello big world", mode="remote", model="ernie-3.5-8k"),
        "tokens_local": tokenizer.count_tokens("hello big world"),
    }


def console_results() -> dict[str, Any]:
    custom = Service.list(["chat", "embeddings", "text2image"])["result"]["custom"]
    pages = Service.V2.service_list(max_keys=2)["result"]
    detail = Service.V2.service_detail(pages["serviceList"][0]["serviceId"])["result"]
    endpoint = next(s["url"].split("/")[-1] for s in custom if s["name"] == "My fine-tuned ERNIE")
    question = [{"role": "user", "content": "Hello"}]
    return {
        "chat_models": sorted(qianfan.ChatCompletion().models()),
        "embedding_models": sorted(qianfan.Embedding().models()),
        "image_models": sorted(qianfan.Text2Image().models()),
        "custom": [service["name"] for service in custom],
        "page": [service["name"] for service in pages["serviceList"]],
        "detail": detail["name"],
        "own_answer": qianfan.ChatCompletion().do(messages=question, endpoint=endpoint)["result"],
    }


if __name__ == "__main__":
    results = {"v1": v1_results, "console": console_results}[sys.argv[1]]()
    sys.stdout.write(json.dumps(results))
