"""The call as a line of shell, for POSIX shells with curl (and openssl, where it is signed)."""

from __future__ import annotations

import json
import shlex
from typing import Final

from playground.runs.call_code.requests import KeyUse, SentRequest, Snippet

# A line of JSON that is only this does not exist, so that the shell reads all of it.
_END: Final = "JSON"
_FETCH_TOKEN: Final = """\
QIANFAN_ACCESS_TOKEN=$(curl -sS -X POST -G {address} \\
  --data-urlencode "grant_type=client_credentials" \\
  --data-urlencode "client_id=$QIANFAN_AK" \\
  --data-urlencode "client_secret=$QIANFAN_SK" \\
  | sed -n 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/p')

"""
_SIGN: Final = """\
DATE=$(date -u +%Y-%m-%dT%H:%M:%SZ)
PREFIX="bce-auth-v1/$QIANFAN_ACCESS_KEY/$DATE/1800"
hmac() {{ openssl dgst -sha256 -hmac "$1" | sed 's/.*= *//'; }}
KEY=$(printf '%s' "$PREFIX" | hmac "$QIANFAN_SECRET_KEY")
SIGNATURE=$(printf '{method}\\n%s\\n\\nhost:%s' {path} {host} | hmac "$KEY")

"""


def curl_snippet(sent: SentRequest) -> Snippet:
    before, url, options = "", sent.url, []
    match sent.key_use:
        case KeyUse.TOKEN:
            before = _FETCH_TOKEN.format(address=shlex.quote(f"{sent.origin}/oauth/2.0/token"))
        case KeyUse.SIGNATURE:
            before = _SIGN.format(
                method=sent.method,
                path=shlex.quote(sent.path),
                host=shlex.quote(_encoded_host(sent.host)),
            )
            options.append('-H "Authorization: $PREFIX/host/$SIGNATURE"')
        case KeyUse.BEARER:
            options.append(f'-H "Authorization: Bearer ${sent.variables[0]}"')
    address = shlex.quote(url)
    if sent.key_use is KeyUse.TOKEN:
        address += '"?access_token=$QIANFAN_ACCESS_TOKEN"'
    options += [
        f"-H {shlex.quote(f'{name}: {value}')}"
        for name, value in {"Content-Type": "application/json", **sent.headers}.items()
    ]
    body = json.dumps(sent.body, ensure_ascii=False, indent=2)
    silent = "-sSN" if sent.is_streaming else "-sS"
    lines = [f"curl {silent} {address}", *options, f"--data-binary @- <<'{_END}'"]
    code = before + " \\\n  ".join(lines) + f"\n{body}\n{_END}\n"
    return Snippet("curl", "curl", "bash", code, sent.variables)


def _encoded_host(host: str) -> str:
    # As it is signed: a port is behind an encoded colon.
    return host.replace(":", "%3A")
