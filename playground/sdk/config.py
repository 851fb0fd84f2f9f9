"""Settings, each from the first that has it: code, the environment, a `.env` file, the default.

Nothing is read before a client is made, so a variable that a script sets counts from then on.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from playground.sdk.errors import InvalidArgumentError

_PREFIX = "QIANFAN_"

DEFAULTS: Final[Mapping[str, str | int | float | bool]] = {
    "AK": "",
    "SK": "",
    "ACCESS_TOKEN": "",
    "ACCESS_KEY": "",
    "SECRET_KEY": "",
    "BEARER_TOKEN": "",
    "APP_ID": "",
    "NO_AUTH": False,
    "BASE_URL": "https://aip.baidubce.com",
    "CONSOLE_API_BASE_URL": "https://qianfan.baidubce.com",
    "IAM_BASE_URL": "https://iam.bj.baidubce.com",
    "QPS_LIMIT": 0.0,
    "RPM_LIMIT": 0.0,
    "TPM_LIMIT": 0,
    "LLM_API_RETRY_COUNT": 3,
    "LLM_API_RETRY_TIMEOUT": 300.0,
    "LLM_API_RETRY_BACKOFF_FACTOR": 1.0,
    "LLM_API_RETRY_JITTER": 1.0,
    "LLM_API_RETRY_MAX_WAIT_INTERVAL": 120.0,
}
_SECRETS = frozenset({"AK", "SK", "ACCESS_TOKEN", "ACCESS_KEY", "SECRET_KEY", "BEARER_TOKEN"})
# `AccessKey` and `ACCESS_KEY` are the same setting.
_NAMES: Final[Mapping[str, str]] = {name.replace("_", ""): name for name in DEFAULTS}


class Config:
    """The settings that all clients share; set one as an attribute, `None` gives it up again.

    `version` counts the changes made in code, so that a client knows when to look again.
    """

    version: int

    def __init__(self) -> None:
        object.__setattr__(self, "version", 0)
        object.__setattr__(self, "_given", {})

    def __getattr__(self, name: str) -> Any:
        return self.get(_canonical(name))

    def __setattr__(self, name: str, value: Any) -> None:
        given: dict[str, Any] = self.__dict__["_given"]
        given[_canonical(name)] = value
        object.__setattr__(self, "version", self.version + 1)

    def __repr__(self) -> str:
        shown = {name: self.get(name) for name in DEFAULTS if name not in _SECRETS}
        return f"Config({', '.join(f'{name}={value!r}' for name, value in shown.items())})"

    def get(self, name: str) -> Any:
        """Return a setting in the type of its default.

        Raises: InvalidArgumentError if its text cannot be read as that.
        """
        default = DEFAULTS[name]
        value = self.__dict__["_given"].get(name)
        if value is None:
            value = os.environ.get(_PREFIX + name, _dotenv().get(_PREFIX + name))
        if value is None or value == "":
            return default
        return _converted(name, value, type(default))


_config = Config()


def get_config() -> Config:
    """Return the settings that all clients share."""
    return _config


def AK(ak: str | None) -> None:
    """Set the API Key of an application for all clients; `None` gives it up again."""
    _config.AK = ak


def SK(sk: str | None) -> None:
    """Set the Secret Key of an application for all clients; `None` gives it up again."""
    _config.SK = sk


def AccessToken(access_token: str | None) -> None:
    """Set a ready-made access token for all clients; `None` gives it up again."""
    _config.ACCESS_TOKEN = access_token


def AccessKey(access_key: str | None) -> None:
    """Set the IAM Access Key for all clients; `None` gives it up again."""
    _config.ACCESS_KEY = access_key


def SecretKey(secret_key: str | None) -> None:
    """Set the IAM Secret Key for all clients; `None` gives it up again."""
    _config.SECRET_KEY = secret_key


def _canonical(name: str) -> str:
    try:
        return _NAMES[name.replace("_", "").upper()]
    except KeyError:
        raise AttributeError(f"there is no setting {name!r}") from None


def _converted(name: str, value: object, kind: type) -> Any:
    if kind is bool:
        return str(value).strip().lower() in ("1", "true", "yes", "on")
    try:
        return kind(value)
    except ValueError:
        raise InvalidArgumentError(f"{_PREFIX}{name} is not a number: {value!r}") from None


def _dotenv() -> Mapping[str, str]:
    path = Path(os.environ.get(f"{_PREFIX}DOT_ENV_CONFIG_FILE", ".env"))
    try:
        return _read_dotenv(path, path.stat().st_mtime_ns)
    except OSError:
        return {}


@lru_cache(maxsize=4)
def _read_dotenv(path: Path, _modified_at: int) -> Mapping[str, str]:
    values: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        name, has_value, value = line.strip().removeprefix("export ").partition("=")
        name, value = name.strip(), value.strip()
        if not has_value or name.startswith("#"):
            continue
        if value[:1] in ("'", '"') and value[0] in value[1:]:
            value = value[1 : value.index(value[0], 1)]
        else:
            value = value.partition(" #")[0].strip()
        values[name] = value
    return values
