from __future__ import annotations

import json
import re

import pytest
from django.test import AsyncClient
from django.urls import reverse

from playground.batches.models import BatchJob, BatchStatus
from playground.batches.preparation.preparing import prepare
from playground.credentials.models import CredentialKind
from playground.runs.model_offers import ChosenModel, service_value
from tests.batches.ended_jobs import make_job
from tests.batches.preparation.files import make_reading_job
from tests.factories import make_credential

CONTENT = "text,t\n你好,0.5\nbye,\nlast one,\n".encode()
HTMX = {"HX-Request": "true"}


def address(name, job):
    return reverse(f"batches:{name}", args=[job.uuid])


@pytest.fixture
def credential(alice):
    return make_credential(
        owner=alice,
        kind=CredentialKind.QIANFAN_V2,
        parts={"api_key": "bce-v3/ALTAK-hidden/0123456789"},
        name="Mine",
    )


@pytest.fixture
def job(alice, credential):
    job = make_reading_job(
        alice, CONTENT, credential=credential, provider="qianfan_v2", model="ernie-lite-8k"
    )
    prepare(job.pk)
    job.refresh_from_db()
    return job


def fields(job, **changes):
    chosen = ChosenModel(job.provider, job.model)
    return {
        "kind": job.kind,
        "credential": str(job.credential.uuid),
        "service": service_value(chosen, job.kind, job.credential),
        "prompt_template": job.prompt_template,
        **changes,
    }


def preview(client, job, **changes):
    response = client.post(address("preview", job), fields(job, **changes), headers=HTMX)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_offers_columns_models_and_the_first_row(alice_client, job):
    page = alice_client.get(address("mapping", job)).content.decode()

    assert 'data-column="text"' in page
    assert re.search(r'<option value="chat [^"]* qianfan_v2 - ernie-lite-8k"\s+selected>', page)
    assert "Say 你好" in page


def test_the_finished_request_of_any_row_is_shown_without_the_key(alice_client, job):
    page = preview(alice_client, job, prompt_template="About {{text}}", to="3")

    assert "About last one" in page
    assert 'value="3"' in page
    assert "Line 4 of the file" in page
    assert "/v2/chat/completions" in page
    assert "ALTAK-hidden" not in page


@pytest.mark.parametrize(
    ("sent", "shown"), [("0", 1), ("99", 3), ("x", 1), ("", 1), ("2", 2), ("9" * 40, 3)]
)
def test_a_row_that_does_not_exist_is_the_nearest_one(alice_client, job, sent, shown):
    page = preview(alice_client, job, row=sent)

    assert re.search(rf'id="row-number"[^>]*value="{shown}"', page)


def test_what_is_typed_is_kept(alice_client, job):
    preview(
        alice_client,
        job,
        prompt_template="New: {{text}}\r\n",
        system_template="  Be kind",
        temperature_column="t",
        **{"parameter.temperature": "0.3", "parameter.top_p": ""},
    )

    job.refresh_from_db()
    assert (job.prompt_template, job.system_template) == ("New: {{text}}\n", "  Be kind")
    assert job.temperature_column == "t"
    assert job.parameters == {"temperature": 0.3}
    assert 'value="0.3"' in alice_client.get(address("mapping", job)).content.decode()


def test_what_is_wrong_is_kept_too_and_said(alice_client, job):
    page = preview(
        alice_client,
        job,
        prompt_template="{{nowhere}}",
        **{"parameter.temperature": "warm"},
    )

    assert "nowhere" in page
    job.refresh_from_db()
    assert job.prompt_template == "{{nowhere}}"
    assert job.parameters == {"temperature": "warm"}


def test_cells_are_put_in_once_and_as_they_are(alice_client, alice, credential):
    content = b"text,secret\n{{secret}},hidden\n"
    job = make_reading_job(
        alice, content, credential=credential, provider="qianfan_v2", model="ernie-lite-8k"
    )
    prepare(job.pk)
    job.refresh_from_db()

    page = preview(alice_client, job, prompt_template="{{text}}")

    message = re.search(r'class="preview__text">([^<]*)<', page)
    assert message is not None
    assert message[1] == "{{secret}}"


def test_a_bad_row_says_what_is_wrong_with_it(alice_client, job):
    page = preview(alice_client, job, temperature_column="text", row="2")

    assert "<code>text</code>" in page
    assert "must be a number" in page


def test_another_kind_of_call_takes_its_usual_model(alice_client, job):
    preview(alice_client, job, kind="embedding")

    job.refresh_from_db()
    assert (job.kind, job.provider, job.model) == ("embedding", "qianfan_v2", "embedding-v1")


def test_another_credential_keeps_a_model_that_it_reaches(alice, alice_client, job):
    other = make_credential(
        owner=alice, kind=CredentialKind.QIANFAN_V2, parts={"api_key": "bce-v3/ALTAK-o/1"}
    )

    preview(alice_client, job, credential=str(other.uuid))

    job.refresh_from_db()
    assert (job.credential, job.model) == (other, "ernie-lite-8k")


def test_an_own_service_does_not_pass_to_another_credential(alice, alice_client, job):
    other = make_credential(
        owner=alice, kind=CredentialKind.QIANFAN_V2, parts={"api_key": "bce-v3/ALTAK-o/1"}
    )
    own = service_value(ChosenModel("qianfan_v2", "Mine", "am-1"), "chat", job.credential)

    preview(alice_client, job, credential=str(other.uuid), service=own)

    job.refresh_from_db()
    assert (job.model, job.endpoint) == ("ernie-lite-8k", "")


def test_an_own_endpoint_beats_the_model(alice_client, job):
    preview(alice_client, job, endpoint=" am-7 ")

    job.refresh_from_db()
    assert job.endpoint == "am-7"
    assert 'value="am-7"' in alice_client.get(address("mapping", job)).content.decode()


def test_nobody_elses_credential_can_be_taken(alice_client, charlie, job):
    theirs = make_credential(owner=charlie)

    page = preview(alice_client, job, credential=str(theirs.uuid))

    assert 'role="alert"' in page
    job.refresh_from_db()
    assert job.credential != theirs


def test_a_provider_that_the_credential_does_not_reach_is_not_taken(alice_client, job):
    forged = f"chat {job.credential.uuid} qianfan_v1 - ERNIE-4.0-8K"

    preview(alice_client, job, service=forged)

    job.refresh_from_db()
    assert (job.provider, job.model) == ("qianfan_v2", "ernie-lite-8k")


def test_a_check_follows_what_was_just_typed(alice_client, job):
    response = alice_client.post(
        address("mapping", job), fields(job, prompt_template="Now {{text}}", check="1")
    )

    job.refresh_from_db()
    assert response.url == address("check", job)
    assert (job.status, job.prompt_template) == (BatchStatus.CHECKING, "Now {{text}}")


def test_what_cannot_be_asked_is_not_checked_but_kept(alice_client, job):
    response = alice_client.post(
        address("mapping", job), fields(job, prompt_template="{{nowhere}}", check="1"), follow=True
    )

    assert "nowhere" in response.content.decode()
    job.refresh_from_db()
    assert (job.status, job.prompt_template) == (BatchStatus.DRAFT, "{{nowhere}}")


def test_it_is_saved_without_a_script_too(alice_client, job):
    response = alice_client.post(address("mapping", job), fields(job, prompt_template="Hm"))

    assert response.url == address("mapping", job)
    job.refresh_from_db()
    assert job.prompt_template == "Hm"


def test_what_is_too_long_is_said_and_not_kept(alice_client, job):
    page = preview(alice_client, job, prompt_template="x" * 200_001)

    assert 'role="alert"' in page
    job.refresh_from_db()
    assert job.prompt_template == "Say {{text}}"


def test_after_a_trial_it_is_shown_but_fixed(alice_client, job):
    BatchJob.objects.filter(pk=job.pk).update(status=BatchStatus.CHECKED, succeeded_count=2)

    page = alice_client.get(address("mapping", job)).content.decode()

    assert address("reopen", job) in page
    assert "disabled" in page
    assert 'name="check"' not in page

    answer = preview(alice_client, job, prompt_template="other")
    assert "can no longer be changed" in answer
    job.refresh_from_db()
    assert job.prompt_template == "Say {{text}}"


def test_while_the_file_is_read_it_can_be_said_already(alice_client, alice, credential):
    job = make_reading_job(alice, CONTENT, credential=credential, provider="qianfan_v2")

    page = alice_client.get(address("mapping", job)).content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert "still being read" in page

    preview(alice_client, job, prompt_template="Early {{text}}")
    job.refresh_from_db()
    assert (job.status, job.prompt_template) == (BatchStatus.READING, "Early {{text}}")


def test_without_a_credential_the_page_leads_to_one(alice_client, alice):
    page = alice_client.get(address("mapping", make_job(alice, status="draft"))).content.decode()

    assert reverse("credentials:choose_kind") in page


def test_a_deleted_credential_is_named(alice_client, job):
    make_credential(owner=job.owner)
    job.credential.delete()
    BatchJob.objects.filter(pk=job.pk).update(credential_name="Mine")

    page = alice_client.get(address("mapping", job)).content.decode()

    assert "“Mine” was deleted" in page


def test_columns_reach_the_script_as_json(alice_client, alice):
    job = make_job(alice, ("</script><b>", "x"), status="draft")

    page = alice_client.get(address("mapping", job)).content.decode()

    found = re.search(r'<script id="columns-of-file"[^>]*>(.*?)</script>', page)
    assert found is not None
    assert json.loads(found[1]) == ["</script><b>", "x"]


@pytest.mark.django_db(transaction=True)
async def test_the_fields_of_the_call_follow_the_unsaved_form(alice, sandbox_credential):
    job = await BatchJob.objects.acreate(
        owner=alice, name="x", status=BatchStatus.DRAFT, credential=sandbox_credential
    )
    client = AsyncClient()
    await client.aforce_login(alice)

    response = await client.post(
        address("call", job), fields(job, kind="image"), headers={"HX-Request": "true"}
    )

    page = response.content.decode()
    assert 'data-kind="image"' in page
    assert re.search(r"selected>Stable-Diffusion-XL<", page)
    assert 'name="parameter.' in page
    await job.arefresh_from_db()
    assert job.kind == "chat"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"parameter.temperature": "warm"}, "must be a number"),
        ({"parameter.temperature": "1e300"}, "temperature"),
        ({"kind": "plugin", "service": ""}, "no such service"),
        ({"temperature_column": "nothing"}, "nothing"),
        ({"credential": ""}, "credential"),
    ],
)
def test_what_keeps_the_rows_from_being_checked_is_said(alice_client, job, changes, words):
    typed = fields(job, check="", **changes)

    page = alice_client.post(address("mapping", job), typed, follow=True)

    assert page.status_code == 200
    assert any(words in str(message) for message in page.context["messages"])
