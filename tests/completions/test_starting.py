"""A round goes out over a real socket, and comes back."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from django.db import transaction
from django.http import Http404

from playground.completions.models import CompletionDocument
from playground.completions.services.drafts import locked_document
from playground.completions.services.launching import start_round, stop_round
from playground.completions.services.refusals import DocumentRefused
from playground.runs.call_settings import CallRefused
from playground.runs.models import Run, RunKind, RunStatus
from tests.completions.documents import draft_of, new_draft, somewhere, until_ended

pytestmark = pytest.mark.django_db(transaction=True)


@database_sync_to_async
@transaction.atomic
def opened(user, uuid):
    document = locked_document(user, uuid)
    document.runs = [
        sample.run for sample in document.samples.select_related("run").order_by("number")
    ]
    return document


async def run_through(user, draft, uuid=None, **how):
    uuid = uuid or somewhere()
    await start_round(user=user, uuid=uuid, draft=draft, **how)
    await until_ended(uuid)
    return await opened(user, uuid)


async def refusal(user, draft, **how):
    with pytest.raises((DocumentRefused, CallRefused)) as caught:
        await start_round(user=user, uuid=somewhere(), draft=draft, **how)
    return caught.value.code, caught.value.field


async def test_the_text_grows_by_what_the_model_writes(alice, sandbox):
    document = await run_through(alice, new_draft("Once upon", sandbox))

    run = document.runs[0]
    assert run.kind == RunKind.COMPLETION
    assert run.status == RunStatus.SUCCEEDED
    assert document.text == f"Once upon{run.output}"
    assert document.written == [[9, len(document.text)]]


@pytest.mark.parametrize(
    ("provider", "model"),
    [
        ("qianfan_v1", "SQLCoder-7B"),
        ("qianfan_v1", "ERNIE-Lite-8K"),
        ("qianfan_v2", "ernie-lite-8k"),
    ],
)
async def test_models_for_prompts_and_for_chats_both_continue(alice, sandbox, provider, model):
    draft = new_draft("Once upon", sandbox, provider=provider, model=model)

    document = await run_through(alice, draft)

    assert document.runs[0].status == RunStatus.SUCCEEDED
    assert document.written


async def test_the_model_gets_the_values_of_the_variables(alice, sandbox):
    draft = new_draft("About {{city}}", sandbox, variables={"city": "Xiamen"})

    document = await run_through(alice, draft)

    assert "About Xiamen" in str(document.runs[0].request)
    assert document.text.startswith("About {{city}}")


async def test_a_value_that_is_missing_is_named(alice, sandbox):
    draft = new_draft("About {{city}}", sandbox, variables={"city": ""})

    assert await refusal(alice, draft) == ("variable_missing", "variable.city")
    assert await Run.objects.acount() == 0


async def test_what_is_typed_is_saved_where_nothing_can_be_sent(alice):
    assert await refusal(alice, new_draft("Once upon")) == ("credential_missing", "credential")

    assert await CompletionDocument.objects.filter(text="Once upon").aexists()


async def test_a_parameter_out_of_its_range_is_named(alice, sandbox):
    draft = new_draft("Once upon", sandbox, parameters={"temperature": 99})

    code, field = await refusal(alice, draft)

    assert field == "temperature"
    assert code.startswith("parameter_")


async def test_nothing_is_continued_from_nothing(alice, sandbox):
    assert await refusal(alice, new_draft(" \n", sandbox)) == ("text_blank", "text")


async def test_the_text_behind_the_caret_is_put_aside(alice, sandbox):
    document = await run_through(alice, new_draft("Once upon a time", sandbox), caret=4)

    assert document.text == f"Once{document.runs[0].output}"
    assert document.aside == " upon a time"
    assert "Once upon" not in str(document.runs[0].request)


async def test_another_try_takes_the_place_of_the_last(alice, sandbox):
    first = await run_through(alice, new_draft("Once upon", sandbox))
    draft = await sync_to_async(draft_of)(first)

    again = await run_through(alice, draft, first.uuid, is_again=True)

    assert again.text == f"Once upon{again.runs[0].output}"
    assert again.runs[0].uuid != first.runs[0].uuid


async def test_another_try_never_drops_what_was_typed_since(alice, sandbox):
    first = await run_through(alice, new_draft("Once upon", sandbox))
    draft = await sync_to_async(draft_of)(first, text=f"{first.text} and so on")

    with pytest.raises(DocumentRefused) as caught:
        await start_round(user=alice, uuid=first.uuid, draft=draft, is_again=True)

    assert caught.value.code == "text_changed"


async def test_samples_are_written_side_by_side(alice, sandbox):
    document = await run_through(alice, new_draft("Once upon", sandbox, sample_count=3))

    assert [run.status for run in document.runs] == [RunStatus.SUCCEEDED] * 3
    assert all(run.output for run in document.runs)
    assert document.text == "Once upon"


async def test_the_second_click_starts_nothing(alice, sandbox):
    uuid = somewhere()
    draft = new_draft("Once upon", sandbox, model="my-fault-latency-1000")
    await start_round(user=alice, uuid=uuid, draft=draft)

    with pytest.raises(DocumentRefused) as caught:
        await start_round(user=alice, uuid=uuid, draft=draft)

    assert caught.value.code == "document_busy"
    assert await Run.objects.acount() == 1


async def test_who_stops_before_the_first_word_keeps_the_text(alice, sandbox):
    uuid = somewhere()
    draft = new_draft("Once upon", sandbox, model="my-fault-latency-1000")
    await start_round(user=alice, uuid=uuid, draft=draft)

    await stop_round(user=alice, uuid=uuid)
    await until_ended(uuid)

    document = await opened(alice, uuid)
    assert document.runs[0].status == RunStatus.STOPPED
    assert (document.text, document.written) == ("Once upon", [])


async def test_what_came_before_an_error_stays(alice, sandbox):
    draft = new_draft("Once upon", sandbox, model="my-fault-cut-3")

    document = await run_through(alice, draft)

    assert document.runs[0].status == RunStatus.FAILED
    assert document.runs[0].output
    assert document.text == f"Once upon{document.runs[0].output}"


async def test_a_long_text_goes_out_whole(alice, sandbox):
    text = "字" * 200_000

    document = await run_through(alice, new_draft(text, sandbox))

    assert len(document.text) >= 200_000
    assert document.text.startswith(text)


async def test_a_stranger_stops_nothing(charlie, alice, sandbox):
    uuid = somewhere()
    draft = new_draft("Once upon", sandbox, model="my-fault-latency-1000")
    await start_round(user=alice, uuid=uuid, draft=draft)

    with pytest.raises(Http404):
        await stop_round(user=charlie, uuid=uuid)
    with pytest.raises(Http404):
        await start_round(user=charlie, uuid=uuid, draft=draft)

    assert await Run.objects.acount() == 1
