"""The console's lists of services."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from playground.sandbox.signing import encode
from tests.sandbox.wire import V1_PREFIX, sign_headers

OLD = "/wenxinworkshop/service/list"


def ask(http: httpx.Client, path: str, fault: str = "", **body: Any) -> httpx.Response:
    url = http.base_url.join(path)
    headers = sign_headers(url, "POST")
    return http.post(path, json=body, headers={**headers, "X-Sandbox-Fault": fault})


def act(http: httpx.Client, action: str, **body: Any) -> httpx.Response:
    return ask(http, f"/v2/service?Action={encode(action)}", **body)


def test_the_list_has_common_and_custom_services(http: httpx.Client) -> None:
    body = ask(http, OLD).json()

    common = {service["name"]: service for service in body["result"]["common"]}
    custom = {service["name"]: service for service in body["result"]["custom"]}
    base = str(http.base_url).rstrip("/") + V1_PREFIX
    assert common["ERNIE-4.0-8K"]["url"] == base + "chat/completions_pro"
    assert common["Embedding-V1"]["apiType"] == "embeddings"
    assert custom["My fine-tuned ERNIE"]["url"] == base + "chat/my-fine-tuned-ernie"
    assert {"chat", "embeddings", "text2image"} <= {s["apiType"] for s in custom.values()}
    assert {"chargeStatus", "versionList"} <= custom["My embedding"].keys()
    assert body["log_id"]


def test_the_list_is_filtered_by_kind(http: httpx.Client) -> None:
    result = ask(http, OLD, apiTypefilter=["text2image", "completions"]).json()["result"]

    kinds = {service["apiType"] for part in result.values() for service in part}
    assert kinds == {"text2image", "completions"}


def test_only_signed_requests_are_answered(http: httpx.Client) -> None:
    bare = http.post(OLD, json={})
    wrong = http.post(OLD, headers=sign_headers(http.base_url.join(OLD), "POST", "wrong"))

    assert (bare.status_code, bare.json()["code"]) == (403, "AccessDenied")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "SignatureDoesNotMatch")
    assert wrong.headers["X-Bce-Error-Code"] == "SignatureDoesNotMatch"
    assert {"requestId", "code", "message"} == wrong.json().keys()


@pytest.mark.parametrize("content", [b"[1]", b"{", b'{"apiTypefilter": 5}'])
def test_a_wrong_body_is_refused(http: httpx.Client, content: bytes) -> None:
    answer = http.post(OLD, content=content, headers=sign_headers(http.base_url.join(OLD), "POST"))

    assert (answer.status_code, answer.json()["code"]) == (400, "InappropriateJSON")


def test_own_services_come_in_pages(http: httpx.Client) -> None:
    first = act(http, "DescribeServices", maxKeys=3).json()["result"]
    marker = first["pageInfo"]["marker"]
    second = act(http, "DescribeServices", maxKeys=3, marker=marker).json()["result"]

    names = [service["name"] for page in (first, second) for service in page["serviceList"]]
    assert first["pageInfo"]["isTruncated"] is True
    assert second["pageInfo"] == {"marker": "", "maxKeys": 3, "isTruncated": False}
    assert len(names) == len(set(names)) == 4
    assert all(name.startswith("My ") for name in names)


def test_own_services_are_found_by_name_and_kind(http: httpx.Client) -> None:
    named = act(http, "DescribeServices", name="EMBED").json()["result"]["serviceList"]
    images = act(http, "DescribeServices", serviceType=["text2image"], pageReverse=True).json()

    assert [service["endpoint"] for service in named] == ["my-embedding"]
    assert [service["serviceType"] for service in images["result"]["serviceList"]] == ["text2image"]


def test_one_service_is_found_by_its_id(http: httpx.Client) -> None:
    listed = act(http, "DescribeServices").json()["result"]["serviceList"][0]

    found = act(http, "DescribeService", serviceId=listed["serviceId"]).json()["result"]
    missing = act(http, "DescribeService", serviceId="svco-none")

    assert found == listed
    assert found["runStatus"] == "Serving"
    assert missing.status_code == 404


def test_the_platform_has_services_of_its_own(http: httpx.Client) -> None:
    listed = act(http, "DescribePresetServices", serviceType=["embeddings"]).json()["result"]
    ids = [service["serviceId"] for service in listed["serviceList"][:2]]
    chosen = act(http, "DescribePresetServices", serviceIds=ids).json()["result"]["serviceList"]

    assert len(listed["serviceList"]) == 4
    assert [service["serviceId"] for service in chosen] == ids


@pytest.mark.parametrize(
    ("action", "body", "code"),
    [
        ("CreateService", {}, "InvalidAction"),
        ("", {}, "InvalidAction"),
        ("DescribeServices", {"maxKeys": 0}, "InvalidParameter"),
        ("DescribeServices", {"serviceType": "chat"}, "InappropriateJSON"),
    ],
)
def test_what_is_not_served_is_refused(
    http: httpx.Client, action: str, body: dict[str, Any], code: str
) -> None:
    answer = act(http, action, **body)

    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_faults_strike_by_header(http: httpx.Client) -> None:
    assert ask(http, OLD, fault="server-error").json()["error_code"] == 336100
    assert ask(http, OLD, fault="html").status_code == 502
    assert ask(http, OLD, fault="nonsense").json()["code"] == "InvalidParameter"
    with pytest.raises(httpx.RemoteProtocolError):
        ask(http, OLD, fault="cut")
