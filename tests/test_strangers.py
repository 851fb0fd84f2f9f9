"""What charlie gets at every address that names something of alice's, also at later ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.urls import URLPattern, get_resolver, reverse

from playground.embeddings.models import EmbeddingSet
from playground.images.models import ImageQuestion
from tests.batches.ended_jobs import add_row, make_job
from tests.comparisons.answers import make_comparison
from tests.completions.documents import add_sample, make_document
from tests.conversations.trees import add_turn, make_conversation
from tests.embeddings.sets import make_embedding, make_set
from tests.images.pictures import make_image, make_upload
from tests.plugins.talks import make_talk, make_turn
from tests.shares.conftest import conversation, share  # noqa: F401
from tests.test_urls import routes

SECRET = "Something of alice's alone"
# Its readers are told apart by a token, and it is for a team; or nothing but the team's is named.
OTHERS = {"shares:copy", "shares:detail", "shares:image"}
# Of these no more is there than an owner's 404: no such picture, no such file.
EMPTY = {"batches:row_image", "plugins:picture"}
APPS = (
    *("batches", "comparisons", "completions", "conversations", "embeddings", "images"),
    *("plugins", "runs", "shares"),
)


def named_routes() -> Iterator[tuple[str, URLPattern]]:
    for name, pattern in routes(get_resolver()):
        if name.split(":")[0] in APPS and pattern.pattern.converters and name not in OTHERS:
            yield name, pattern


NAMES = [name for name, _ in named_routes()]


class Belongings:
    """One thing of each kind, all alice's."""

    def __init__(self, owner: Any, credential: Any, link: Any) -> None:
        self.link = link
        self.conversation = make_conversation(owner, credential, title=SECRET)
        self.message, _ = add_turn(self.conversation, SECRET, SECRET)
        self.comparison = make_comparison(owner, credential, [SECRET, SECRET], title=SECRET)
        self.column = self.comparison.columns.earliest("position")
        self.document = make_document(owner, SECRET)
        self.sample = add_sample(self.document, SECRET)
        self.talk = make_talk(owner, credential, title=SECRET)
        self.turn = make_turn(self.talk, SECRET)
        self.image = make_image(owner, prompt=SECRET)
        self.upload = make_upload(owner)
        self.question = ImageQuestion.objects.create(owner=owner, generated=self.image, text=SECRET)
        self.texts: EmbeddingSet = make_set(owner, (SECRET,) * 4, name=SECRET)
        self.embedding, self.other = make_embedding(self.texts), make_embedding(self.texts)
        self.job = make_job(owner, name=SECRET)
        add_row(self.job, SECRET)
        self.run = self.turn.run
        self.credential = credential

    def arguments(self, name: str, pattern: URLPattern) -> dict[str, Any]:
        """Return what an address is filled in with: what it names first says whose it is."""
        owned = {
            "batches": self.job,
            "comparisons": self.comparison,
            "completions": self.document,
            "conversations": self.conversation,
            "embeddings": self.texts,
            "images": self.image,
            "plugins": self.talk,
            "runs": self.run,
            "shares": self.link,
        }[name.split(":")[0]]
        for beginning, thing in (
            ("turns/", self.turn),
            ("uploads/", self.upload),
            ("questions/", self.question),
            ("credentials/", self.credential),
        ):
            if str(pattern.pattern).startswith(beginning):
                owned = thing
        known: dict[str, UUID | int | str] = {
            "uuid": owned.uuid,
            "column": self.column.uuid,
            "message_uuid": self.message.uuid,
            "embedding": self.embedding.uuid,
            "other": self.other.uuid,
            "index": 0,
            "number": 1,
            "key": "a",
        }
        return {each: known[each] for each in pattern.pattern.converters}


@pytest.fixture
def addresses(alice, sandbox_credential, share, settings, tmp_path):  # noqa: F811
    """Return the address of each name, for things of alice's."""
    own = {**settings.STORAGES["images"], "OPTIONS": {"location": tmp_path / "images"}}
    settings.STORAGES = {**settings.STORAGES, "images": own}
    things = Belongings(alice, sandbox_credential, share()[0])
    return {
        name: reverse(name, kwargs=things.arguments(name, pattern))
        for name, pattern in named_routes()
    }


@pytest.mark.parametrize("is_htmx", [False, True])
def test_a_stranger_finds_nothing_at_any_address(addresses, charlie_client, is_htmx):
    headers = {"HX-Request": "true"} if is_htmx else {}
    found = {}

    for name, address in addresses.items():
        for method in (charlie_client.get, charlie_client.post):
            response = method(address, headers=headers)
            if response.status_code not in (404, 405) or SECRET.encode() in response.content:
                found[name] = response.status_code

    assert found == {}
    assert len(addresses) > 100


def test_the_owner_finds_something_at_each_of_them(addresses, alice_client):
    # Else what a stranger finds would say nothing.
    missing = {
        name
        for name, address in addresses.items()
        if alice_client.get(address).status_code not in (200, 302, 405)
    }

    assert missing == EMPTY


def test_who_was_deactivated_is_asked_to_sign_in(addresses, alice, alice_client):
    alice.is_active = False
    alice.save()

    answers = {
        alice_client.get(address).headers.get("Location", "").split("?")[0]
        for address in addresses.values()
    }

    assert answers == {reverse("account_login")}
