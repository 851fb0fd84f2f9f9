from __future__ import annotations

import pytest
from django.urls import reverse

from playground.completions.models import CompletionDocument
from tests.completions.documents import (
    add_sample,
    draft_of,
    fields_of,
    make_document,
    new_draft,
    somewhere,
)

HTMX = {"HX-Request": "true"}


def save(client, uuid, draft, headers=HTMX, **more):
    return client.post(
        reverse("completions:save", args=[uuid]), fields_of(draft, **more), headers=headers
    )


def test_a_script_is_told_the_revision(alice_client, alice):
    uuid = somewhere()

    response = save(alice_client, uuid, new_draft("Once upon"))

    assert response.json() == {"revision": 1, "tokens": 2}
    assert CompletionDocument.objects.visible_to(alice).get(uuid=uuid).text == "Once upon"


def test_without_a_script_the_page_comes_back(alice_client):
    uuid = somewhere()

    response = save(alice_client, uuid, new_draft("Once\r\nupon"), headers={})

    assert response.status_code == 302
    assert CompletionDocument.objects.get(uuid=uuid).text == "Once\nupon"


def test_the_other_tab_is_told(alice_client, alice):
    document = make_document(alice, "Once", revision=5)

    answer = save(alice_client, document.uuid, draft_of(document, revision=4, text="Mine")).json()

    assert (answer["code"], answer["revision"]) == ("document_changed", 5)
    assert "another tab" in answer["message"]


def test_who_insists_replaces_it(alice_client, alice):
    document = make_document(alice, "Once", revision=5)

    save(alice_client, document.uuid, draft_of(document, revision=5, text="Mine"))

    document.refresh_from_db()
    assert document.text == "Mine"


def test_all_that_is_set_is_saved(alice_client, alice, sandbox_credential):
    uuid = somewhere()
    draft = new_draft(
        "{{a}}", sandbox_credential, title="A  tale", variables={"a": "1"}, sample_count=3
    )

    save(alice_client, uuid, draft, **{"parameter.temperature": "hot", "title": " A  tale "})

    document = CompletionDocument.objects.get(uuid=uuid)
    assert document.title == "A tale"
    assert document.variables == {"a": "1"}
    assert document.sample_count == 3
    assert document.credential == sandbox_credential
    assert document.model == "ernie-lite-8k"
    assert document.parameters == {"temperature": "hot"}


@pytest.mark.parametrize(
    "strange",
    [
        {"written": "[[", "sample_count": "99"},
        {"written": "[[0,99999]]", "sample_count": "²"},
        {"text": "a\x00b", "title": "\x00", "variable.\x00": "\x00"},
        {"credential": "nonsense", "service": "x y z", "endpoint": "\x00"},
    ],
)
def test_strange_fields_break_nothing(alice_client, strange):
    uuid = somewhere()

    response = save(alice_client, uuid, new_draft("Once"), **strange)

    assert response.status_code == 200
    document = CompletionDocument.objects.get(uuid=uuid)
    assert 1 <= document.sample_count <= 4
    assert all(end <= len(document.text) for _start, end in document.written)


def test_a_text_is_deleted_for_good(alice_client, alice):
    document = make_document(alice)
    run = add_sample(document).run

    response = alice_client.post(reverse("completions:delete", args=[document.uuid]))

    assert response.url == reverse("completions:index")
    assert not CompletionDocument.objects.exists()
    run.refresh_from_db()


def test_in_the_list_only_its_row_goes(alice_client, alice):
    document = make_document(alice)
    headers = {**HTMX, "HX-Target": f"document-{document.uuid}"}

    response = alice_client.post(
        reverse("completions:delete", args=[document.uuid]), headers=headers
    )

    assert (response.status_code, response.content) == (200, b"")


def test_the_editor_leads_to_the_list_after_deletion(alice_client, alice):
    document = make_document(alice)

    response = alice_client.post(reverse("completions:delete", args=[document.uuid]), headers=HTMX)

    assert response["HX-Redirect"] == reverse("completions:index")
