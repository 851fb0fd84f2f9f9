from __future__ import annotations

import pytest
from django.http import Http404

from playground.completions.models import CompletionDocument
from playground.completions.services.drafts import (
    MAX_TEXT_CHARACTERS,
    delete_document,
    save_draft,
)
from playground.completions.services.refusals import DocumentRefused
from playground.runs.models import RunStatus
from tests.completions.documents import add_sample, draft_of, make_document, new_draft, somewhere


def refused(user, document, draft):
    with pytest.raises(DocumentRefused) as caught:
        save_draft(user=user, uuid=document.uuid, draft=draft)
    document.refresh_from_db()
    return caught.value.code


def test_the_first_save_makes_the_document(alice):
    uuid = somewhere()

    document = save_draft(user=alice, uuid=uuid, draft=new_draft("Once", title="A tale"))

    assert document.revision == 1
    assert CompletionDocument.objects.visible_to(alice).get(uuid=uuid).title == "A tale"


def test_a_change_of_the_text_is_a_new_revision(alice):
    document = make_document(alice, "Once")

    saved = save_draft(user=alice, uuid=document.uuid, draft=draft_of(document, text="Once upon"))

    assert (saved.text, saved.revision) == ("Once upon", 2)


def test_two_tabs_do_not_overwrite_each_other(alice):
    document = make_document(alice, "Once")
    other_tab = draft_of(document, text="Mine")
    save_draft(user=alice, uuid=document.uuid, draft=draft_of(document, text="Once upon"))

    assert refused(alice, document, other_tab) == "document_changed"
    assert document.text == "Once upon"


def test_the_same_text_once_more_is_no_conflict(alice):
    document = make_document(alice, "Once")
    draft = draft_of(document, text="Once upon")
    first = save_draft(user=alice, uuid=document.uuid, draft=draft)

    again = save_draft(user=alice, uuid=document.uuid, draft=draft)

    assert again.revision == first.revision


def test_settings_are_saved_while_a_model_writes(alice):
    document = make_document(alice, "Once")
    add_sample(document, status=RunStatus.RUNNING)

    saved = save_draft(
        user=alice, uuid=document.uuid, draft=draft_of(document, variables={"a": "1"})
    )

    assert saved.variables == {"a": "1"}


def test_the_text_is_not_changed_while_a_model_writes_into_it(alice):
    document = make_document(alice, "Once")
    add_sample(document, status=RunStatus.RUNNING)

    assert refused(alice, document, draft_of(document, text="Twice")) == "document_busy"


def test_a_text_is_changed_while_samples_are_written_beside_it(alice):
    document = make_document(alice, "Once")
    for number in (1, 2):
        add_sample(document, number=number, status=RunStatus.RUNNING)

    saved = save_draft(user=alice, uuid=document.uuid, draft=draft_of(document, text="Twice"))

    assert saved.text == "Twice"


def test_a_stale_page_does_not_lose_what_a_model_wrote_meanwhile(alice):
    document = make_document(alice, "Once")
    stale = draft_of(document, text="Once.")
    add_sample(document, " upon a time")

    assert refused(alice, document, stale) == "document_changed"


def test_values_of_names_that_are_gone_are_kept(alice):
    document = make_document(alice, variables={"old": "1"})

    saved = save_draft(
        user=alice, uuid=document.uuid, draft=draft_of(document, variables={"new": "2"})
    )

    assert saved.variables == {"old": "1", "new": "2"}


def test_a_text_that_is_too_long_is_refused(alice):
    document = make_document(alice)
    draft = draft_of(document, text="x" * (MAX_TEXT_CHARACTERS + 1))

    assert refused(alice, document, draft) == "text_too_long"


def test_a_stranger_saves_nothing(alice, charlie):
    document = make_document(alice, "Once")

    with pytest.raises(Http404):
        save_draft(user=charlie, uuid=document.uuid, draft=draft_of(document, text="Mine"))

    document.refresh_from_db()
    assert document.text == "Once"


def test_a_stranger_deletes_nothing(alice, charlie):
    document = make_document(alice)

    with pytest.raises(Http404):
        delete_document(user=charlie, uuid=document.uuid)

    assert CompletionDocument.objects.filter(pk=document.pk).exists()


def test_runs_outlive_their_document_and_live_ones_are_told(alice):
    document = make_document(alice)
    run = add_sample(document, " upon").run
    live = add_sample(document, number=2, status=RunStatus.RUNNING).run

    assert delete_document(user=alice, uuid=document.uuid) == [live.uuid]

    run.refresh_from_db()
    assert not CompletionDocument.objects.filter(pk=document.pk).exists()


def test_what_was_deleted_elsewhere_does_not_come_back(alice):
    document = make_document(alice, "Once")
    draft = draft_of(document, text="Once more")
    delete_document(user=alice, uuid=document.uuid)

    with pytest.raises(Http404):
        save_draft(user=alice, uuid=document.uuid, draft=draft)

    assert not CompletionDocument.objects.exists()
