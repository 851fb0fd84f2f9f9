"""The official `qianfan` package, unmodified, uses the data services and the console."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sandbox.official import APPLICATION, IAM, run_client

PROGRAM = Path(__file__).with_name("qianfan_data_client.py")
PNG = "89504e47"


@pytest.mark.parametrize("keys", [APPLICATION, IAM], ids=["oauth", "signed"])
def test_data_services_work_with_the_official_package(
    sandbox: str, tmp_path: Path, keys: dict[str, str]
) -> None:
    results = run_client(PROGRAM, sandbox, "v1", keys, tmp_path)

    assert results["sizes"] == [384, 384, 384]
    assert (results["large"], results["own"], results["async"]) == (1024, 384, 1024)
    assert results["usage"] == 8
    assert results["same"] is True
    assert results["error"][0] == 336003
    assert "max batch size is 16" in results["error"][1]
    assert results["images"] == [PNG, PNG]
    assert results["images_again"] is True
    assert results["ranking"][0] == 1
    assert (len(results["ranking"]), results["ranking_async"]) == (2, 3)
    assert results["tokens"] == results["tokens_local"] == 3


def test_the_console_works_with_the_official_package(sandbox: str, tmp_path: Path) -> None:
    results = run_client(PROGRAM, sandbox, "console", IAM, tmp_path)

    # The package itself writes preview in small letters, so this name came from the console.
    assert {"ERNIE-4.0-8K", "ERNIE-4.0-8K-Preview"} <= set(results["chat_models"])
    assert {"Embedding-V1", "tao-8k"} <= set(results["embedding_models"])
    assert results["image_models"] == ["Stable-Diffusion-XL"]
    assert results["custom"] == ["My fine-tuned ERNIE", "My embedding", "My picture style"]
    assert len(results["page"]) == 2
    assert results["detail"] == results["page"][0]
    assert "Hello" in results["own_answer"]
