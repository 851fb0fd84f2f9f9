from __future__ import annotations

from playground.batches.execution.suspicion import MAX_EQUAL_ERRORS, Suspicion


def grow(suspicion: Suspicion, code: str, rows: range, *, is_blameless: bool = True) -> list[bool]:
    return [suspicion.grows(code, row, is_blameless=is_blameless) for row in rows]


def test_the_last_of_too_many_equal_errors_is_told():
    verdicts = grow(Suspicion(), "authentication_failed", range(MAX_EQUAL_ERRORS))

    assert verdicts == [False] * (MAX_EQUAL_ERRORS - 1) + [True]


def test_a_success_in_between_starts_the_count_anew():
    suspicion = Suspicion()
    grow(suspicion, "authentication_failed", range(MAX_EQUAL_ERRORS - 1))

    suspicion.clear()

    assert not any(grow(suspicion, "authentication_failed", range(MAX_EQUAL_ERRORS - 1)))


def test_another_error_starts_the_count_anew():
    suspicion = Suspicion()
    grow(suspicion, "authentication_failed", range(MAX_EQUAL_ERRORS - 1))

    assert not any(grow(suspicion, "model_not_found", range(MAX_EQUAL_ERRORS - 1)))


def test_it_knows_the_rows_that_nothing_is_wrong_with():
    suspicion = Suspicion()
    grow(suspicion, "authentication_failed", range(3))
    grow(suspicion, "authentication_failed", range(3, 5), is_blameless=False)

    assert suspicion.blameless_rows == (0, 1, 2)
