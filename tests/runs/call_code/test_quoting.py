"""Whatever a prompt holds, it stays a text in the programs that send it."""

from __future__ import annotations

import ast
import json
import os
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.runs.call_code import code_snippets
from playground.runs.call_code.python_text import keywords, literal
from playground.runs.call_code.requests import SentRequest

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
# The program before it may call anybody: what it would send is printed.
WITHOUT_CURL = "curl() { cat; }\n"


def description(body, url="https://example.com/v1/chat/completions", **headers):
    return {"method": "POST", "url": url, "headers": headers, "body": body}


# A machine that is busy with other tests may be slow to think of examples.
PATIENT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@PATIENT
@given(VALUES)
def test_python_reads_back_what_was_written(value):
    assert ast.literal_eval(literal(value)) == value


@PATIENT
@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_keyword_arguments_are_what_was_meant(values):
    called = ast.parse(f"f(\n{keywords(values)})", mode="eval").body

    assert isinstance(called, ast.Call)
    found = {}
    for keyword in called.keywords:
        value = ast.literal_eval(keyword.value)
        found.update(value if keyword.arg is None else {keyword.arg: value})
    assert found == values


@PATIENT
@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=3))
def test_the_shell_passes_on_what_was_meant(body):
    code = code_snippets(description(body), "openai_compatible")[0].code

    done = subprocess.run(
        ["bash", "-c", WITHOUT_CURL + code],
        capture_output=True,
        check=True,
        env={"PATH": os.environ["PATH"]},
    )

    assert done.stderr == b""
    assert json.loads(done.stdout) == body


@pytest.mark.parametrize("text", ["JSON", "x\nJSON\ntouch owned", "$(id)", "`id`", "'", "\\"])
def test_addresses_and_headers_are_quoted(tmp_path, text):
    url = f"https://example.com/{text}/chat/completions"
    request = description({"a": text}, url, appid=text)

    for snippet in code_snippets(request, "openai_compatible"):
        if snippet.language == "python":
            ast.parse(snippet.code)
            continue
        printer = "curl() { cat > /dev/null; printf '%s\\0' \"$@\"; }\n"
        done = subprocess.run(
            ["bash", "-c", printer + snippet.code], capture_output=True, check=True, cwd=tmp_path
        )
        assert url.encode() in done.stdout.split(b"\0")
        assert f"appid: {text}".encode() in done.stdout.split(b"\0")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("masked", [{"Authorization": "***"}, {}])
def test_no_program_holds_a_masked_key(masked):
    for provider in ("qianfan_v1", "qianfan_v2", "openai_compatible"):
        for snippet in code_snippets(description({"messages": []}, **masked), provider):
            assert "***" not in snippet.code


@pytest.mark.parametrize("request_then", [{}, {"url": "https://example.com"}, {"body": {"a": 1}}])
def test_where_nothing_was_sent_there_is_no_code(request_then):
    assert SentRequest.read(request_then, "qianfan_v2") is None
    assert code_snippets(request_then, "qianfan_v2") == ()
