"""Steps as lines: whole ones are read back, secrets and repetition stay out, tool calls join."""

from __future__ import annotations

import pytest

from playground.gateway import ToolCall, ToolCallDelta
from playground.gateway.events import PluginUpdate
from playground.runs import steps
from playground.runs.steps import StepWriter, plugin_step, read_steps, tool_call_step


def call_lines(*deltas):
    writer = StepWriter(())
    return "".join(writer.line(tool_call_step(ToolCallDelta(*delta))) for delta in deltas)


def test_a_step_is_read_back_as_it_was_written():
    line = StepWriter(()).line(plugin_step(PluginUpdate("meta_info", {"query": "天气\n如何"})))

    assert line.count("\n") == 1
    assert list(read_steps(line)) == [
        {"step": "plugin", "part": "meta_info", "payload": {"query": "天气\n如何"}}
    ]


def test_a_line_that_is_not_whole_yet_is_left_out():
    text = call_lines((0, "a", "weather", "{}")) * 2

    assert len(list(read_steps(text[:-5]))) == 1


@pytest.mark.parametrize("line", ["[]", "1", '{"step": 3}', "{}", "not JSON"])
def test_a_line_that_is_no_step_is_left_out(line):
    assert list(read_steps(line + "\n")) == []


def test_the_pieces_of_tool_calls_join_in_the_order_of_their_index():
    text = call_lines(
        (1, "b", "time", ""),
        (0, "a", "weather", '{"city":'),
        (1, "", "", "{}"),
        (0, "", "", '"北京"}'),
    )

    assert steps.tool_calls_of(text) == (
        ToolCall("weather", '{"city":"北京"}', "a"),
        ToolCall("time", "{}", "b"),
    )


def test_two_equal_pieces_of_a_call_are_both_kept():
    text = call_lines((0, "a", "f", ""), (0, "", "", "1"), (0, "", "", "1"))

    assert steps.tool_calls_of(text)[0].arguments == "11"


def test_a_plugin_that_says_the_same_again_is_written_once():
    writer, update = StepWriter(()), plugin_step(PluginUpdate("meta_info", {"a": 1}))

    assert writer.line(update) != writer.line(update) == ""


def test_a_secret_that_a_provider_repeats_is_masked():
    line = StepWriter(("very-secret-key",)).line(
        plugin_step(PluginUpdate("plugin", {"url": "https://x/?key=very-secret-key"}))
    )

    assert "very-secret-key" not in line


def test_more_than_a_database_bears_is_cut_off_with_a_word(monkeypatch):
    monkeypatch.setattr(steps, "MAX_CHARACTERS", 100)
    writer = StepWriter(())
    lines = [
        writer.line(plugin_step(PluginUpdate("plugin", f"{number}" * 30))) for number in range(5)
    ]

    assert [step["step"] for step in read_steps("".join(lines))] == ["plugin", "cut_off"]
