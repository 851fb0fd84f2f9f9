"""The call as a program in Python with httpx: nothing is hidden, and nothing else is needed."""

from __future__ import annotations

from typing import Final

from playground.runs.call_code.python_text import literal
from playground.runs.call_code.requests import KeyUse, SentRequest, Snippet

_TOKEN: Final = """\
answer = httpx.post(
    {address},
    params={{
        "grant_type": "client_credentials",
        "client_id": os.environ["QIANFAN_AK"],
        "client_secret": os.environ["QIANFAN_SK"],
    }},
)
url += "?access_token=" + answer.json()["access_token"]
"""
_SIGN: Final = """\


def sign(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


date = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
prefix = f"bce-auth-v1/{{os.environ['QIANFAN_ACCESS_KEY']}}/{{date}}/1800"
signature = sign(sign(os.environ["QIANFAN_SECRET_KEY"], prefix), {request})
headers["Authorization"] = f"{{prefix}}/host/{{signature}}"
"""
_STREAM: Final = """
with httpx.stream({method}, url, headers=headers, json=body, timeout=300) as response:
    for text in response.iter_text():
        print(text, end="", flush=True)
"""
_WHOLE: Final = """
response = httpx.request({method}, url, headers=headers, json=body, timeout=300)
print(response.text)
"""


def httpx_snippet(sent: SentRequest) -> Snippet:
    imports, before = {"httpx"}, ""
    headers = [f"    {literal(name)}: {literal(value)},\n" for name, value in sent.headers.items()]
    match sent.key_use:
        case KeyUse.BEARER:
            imports.add("os")
            key = f'f"Bearer {{os.environ[{sent.variables[0]!r}]}}"'
            headers.append(f'    "Authorization": {key},\n')
        case KeyUse.TOKEN:
            imports.add("os")
            before = _TOKEN.format(address=literal(f"{sent.origin}/oauth/2.0/token"))
        case KeyUse.SIGNATURE:
            imports |= {"hashlib", "hmac", "os", "time"}
            host = sent.host.replace(":", "%3A")
            request = f"{sent.method}\n{sent.path}\n\nhost:{host}"
            before = _SIGN.format(request=literal(request))
    call = (_STREAM if sent.is_streaming else _WHOLE).format(method=literal(sent.method))
    standard = sorted(imports - {"httpx"})
    lines = [*(f"import {name}" for name in standard), *([""] if standard else []), "import httpx"]
    code = (
        "\n".join(lines)
        + f"\n\nurl = {literal(sent.url)}\n"
        + ("headers = {\n" + "".join(headers) + "}\n" if headers else "headers = {}\n")
        + f"body = {literal(sent.body)}\n"
        + before
        + call
    )
    return Snippet("httpx", "httpx", "python", code, sent.variables)
