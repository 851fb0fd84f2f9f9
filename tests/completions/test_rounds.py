"""What comes back: put in once, taken back, taken out of several."""

from __future__ import annotations

import pytest
from django.db import transaction

from playground.completions.services import rounds
from playground.completions.services.drafts import locked_document
from playground.completions.services.refusals import DocumentRefused
from playground.runs.models import RunStatus
from tests.completions.documents import add_sample, make_document


def do(document, verb=lambda document: None, *args):
    """Do something to a document as the views do."""
    with transaction.atomic():
        found = locked_document(document.owner, document.uuid)
        verb(found, *args)
    document.refresh_from_db()
    return document


def begun(user, text="Once", **fields):
    """A document from which a round has begun."""
    before = {"text": text, "written": [], "aside": "", "aside_written": []}
    return make_document(user, text, before=before, **fields)


@pytest.mark.parametrize("status", [RunStatus.SUCCEEDED, RunStatus.STOPPED, RunStatus.FAILED])
def test_what_was_written_is_put_in_when_the_document_is_opened(alice, status):
    document = begun(alice)
    add_sample(document, " upon", status=status)

    do(document)

    assert document.text == "Once upon"
    assert document.written == [[4, 9]]


def test_it_is_put_in_once(alice):
    document = begun(alice)
    add_sample(document, " upon")

    do(do(do(document)))

    assert document.text == "Once upon"
    assert document.revision == 2


def test_what_is_still_being_written_is_left_alone(alice):
    document = begun(alice)
    add_sample(document, " up", status=RunStatus.RUNNING)

    assert do(document).text == "Once"


def test_line_breaks_are_those_of_a_text_field(alice):
    document = begun(alice)
    add_sample(document, "\r\nupon\ra time")

    assert do(document).text == "Once\nupon\na time"


def test_the_last_continuation_is_taken_back_as_one_step(alice):
    document = begun(alice)
    add_sample(document, " upon")

    do(document, rounds.undo)

    assert (document.text, document.written) == ("Once", [])


def test_what_was_taken_back_can_be_brought_again(alice):
    document = begun(alice)
    add_sample(document, " upon")
    do(document, rounds.undo)

    do(document, rounds.undo)

    assert (document.text, document.written) == ("Once upon", [[4, 9]])


def test_there_is_nothing_to_take_back_at_first(alice):
    with pytest.raises(DocumentRefused) as caught:
        do(make_document(alice), rounds.undo)

    assert caught.value.code == "not_undoable"


@pytest.mark.parametrize("verb", [rounds.undo, rounds.bring_back])
def test_while_a_model_writes_nothing_is_moved(alice, verb):
    document = begun(alice, aside=" end")
    add_sample(document, status=RunStatus.RUNNING)

    with pytest.raises(DocumentRefused) as caught:
        do(document, verb)

    assert caught.value.code == "document_busy"


def test_one_of_several_is_taken(alice):
    document = begun(alice)
    add_sample(document, " one", number=1)
    add_sample(document, " two", number=2)

    do(document)
    assert document.text == "Once"

    do(document, rounds.take, 2)
    assert document.text == "Once two"
    assert document.written == [[4, 8]]


def test_another_one_takes_its_place(alice):
    document = begun(alice)
    add_sample(document, " one", number=1)
    add_sample(document, " two", number=2)
    do(document, rounds.take, 1)

    do(document, rounds.take, 2)

    assert document.text == "Once two"
    assert [sample.is_taken for sample in document.samples.order_by("number")] == [False, True]


def test_another_one_follows_where_somebody_has_typed_since(alice):
    document = begun(alice)
    add_sample(document, " one", number=1)
    add_sample(document, " two", number=2)
    do(document, rounds.take, 1)
    document.text += "!"
    document.save()

    do(document, rounds.take, 2)

    assert document.text == "Once one! two"


def test_the_second_click_takes_nothing_twice(alice):
    document = begun(alice)
    add_sample(document, " one", number=1)
    add_sample(document, " two", number=2)

    do(document, rounds.take, 1)
    do(document, rounds.take, 1)

    assert document.text == "Once one"


def test_an_empty_sample_is_not_taken(alice):
    document = begun(alice)
    add_sample(document, "", number=1, status=RunStatus.FAILED)
    add_sample(document, " two", number=2)

    with pytest.raises(DocumentRefused) as caught:
        do(document, rounds.take, 1)

    assert caught.value.code == "sample_empty"


def test_what_was_put_aside_comes_back_with_its_shade(alice):
    document = make_document(alice, "Once", aside=" upon a", aside_written=[[1, 5]])

    do(document, rounds.bring_back)

    assert (document.text, document.aside) == ("Once upon a", "")
    assert document.written == [[5, 9]]
