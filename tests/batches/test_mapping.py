from __future__ import annotations

import pytest

from playground.batches.mapping import BatchMapping, guessed_columns
from playground.batches.models import BatchJob, BatchKind


@pytest.mark.parametrize(
    ("columns", "guessed"),
    [
        (["id", "Prompt"], {"prompt_template": "{{Prompt}}"}),
        (["问题", "模型"], {"prompt_template": "{{问题}}", "model_column": "模型"}),
        (
            ["text", " Temperature ", "SYSTEM", "messages"],
            {
                "prompt_template": "{{text}}",
                "temperature_column": " Temperature ",
                "system_column": "SYSTEM",
                "messages_column": "messages",
            },
        ),
        # The one column there is, whatever its name.
        (["评论"], {"prompt_template": "{{评论}}"}),
        (["a", "b"], {}),
        (["model"], {"model_column": "model"}),
        ([], {}),
    ],
)
def test_columns_are_guessed_by_their_names(columns, guessed):
    assert guessed_columns(columns) == guessed


def test_a_prompt_beats_a_text():
    assert guessed_columns(["text", "prompt"])["prompt_template"] == "{{prompt}}"


def test_a_mapping_tells_what_it_changes():
    job = BatchJob(model="m", plugins=["eChart"], parameters={"n": 1})
    mapping = BatchMapping(
        kind=BatchKind.PLUGIN, model="m", plugins=("eChart",), parameters={"n": 2}
    )

    assert mapping.put_on(job) == ["kind", "parameters"]
    assert (job.kind, job.parameters) == ("plugin", {"n": 2})
    assert mapping.put_on(job) == []
