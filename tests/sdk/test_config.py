from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.sdk import config
from playground.sdk.errors import InvalidArgumentError


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    for name in config.DEFAULTS:
        monkeypatch.delenv(f"QIANFAN_{name}", raising=False)
    yield
    for name in config.DEFAULTS:
        setattr(config.get_config(), name, None)


def test_code_beats_the_environment_and_that_the_file(monkeypatch: pytest.MonkeyPatch):
    settings = config.get_config()

    Path(".env").write_text("QIANFAN_AK=from the file\nQIANFAN_SK=file\n", encoding="utf-8")
    assert settings.AK == "from the file"
    monkeypatch.setenv("QIANFAN_AK", "from the environment")
    assert settings.AK == "from the environment"
    config.AK("from code")
    assert settings.AK == "from code"
    config.AK(None)
    assert settings.AK == "from the environment"
    assert settings.SK == "file"


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (config.AK, "AK"),
        (config.SK, "SK"),
        (config.AccessKey, "ACCESS_KEY"),
        (config.SecretKey, "SECRET_KEY"),
        (config.AccessToken, "ACCESS_TOKEN"),
    ],
)
def test_every_key_has_a_function(function, name: str):
    function("value")

    assert config.get_config().get(name) == "value"


def test_settings_go_by_both_their_names():
    settings = config.get_config()

    settings.AccessKey = "key"

    assert settings.ACCESS_KEY == settings.AccessKey == "key"
    with pytest.raises(AttributeError, match="nonsense"):
        settings.nonsense = 1
    with pytest.raises(AttributeError, match="nonsense"):
        _ = settings.nonsense


def test_texts_become_what_the_setting_is(monkeypatch: pytest.MonkeyPatch):
    settings = config.get_config()
    monkeypatch.setenv("QIANFAN_QPS_LIMIT", "0.5")
    monkeypatch.setenv("QIANFAN_LLM_API_RETRY_COUNT", "7")
    monkeypatch.setenv("QIANFAN_NO_AUTH", "true")
    monkeypatch.setenv("QIANFAN_BASE_URL", "")

    assert settings.QPS_LIMIT == 0.5
    assert settings.LLM_API_RETRY_COUNT == 7
    assert settings.NO_AUTH is True
    assert settings.BASE_URL == "https://aip.baidubce.com"


def test_a_number_that_is_none_is_refused_by_name(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("QIANFAN_LLM_API_RETRY_COUNT", "often")

    with pytest.raises(InvalidArgumentError, match="QIANFAN_LLM_API_RETRY_COUNT"):
        _ = config.get_config().LLM_API_RETRY_COUNT


def test_the_file_may_be_another_and_is_read_again_when_it_changes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    file = tmp_path / "settings.env"
    monkeypatch.setenv("QIANFAN_DOT_ENV_CONFIG_FILE", str(file))
    file.write_text(
        "# keys\nexport QIANFAN_AK = 'one # two' # of three\nQIANFAN_SK=plain # more\nnonsense\n",
        encoding="utf-8",
    )

    assert config.get_config().AK == "one # two"
    assert config.get_config().SK == "plain"


def test_secrets_are_not_printed():
    config.SK("do-not-print")

    assert "do-not-print" not in repr(config.get_config())
    assert "BASE_URL" in repr(config.get_config())
