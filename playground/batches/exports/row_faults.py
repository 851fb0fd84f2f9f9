"""Why rows are invalid, in words."""

from __future__ import annotations

from collections.abc import Collection

from playground.batches.faults import fault_sentence
from playground.batches.models import BatchFault, BatchJob

# By the index of a row: the code of its first fault, and the sentences of all.
RowFaults = dict[int, tuple[str, str]]


def row_faults(job: BatchJob, lines: Collection[int]) -> RowFaults:
    """Return what is wrong with the rows that are invalid.

    `lines` are where the rows begin, none of them far from the others.
    """
    if not lines:
        return {}
    faults = BatchFault.objects.filter(job=job, line__gte=min(lines), line__lte=max(lines))
    found: RowFaults = {}
    fields = ("row_index", "column", "code", "parameters")
    for index, column, code, parameters in faults.order_by("line", "id").values_list(*fields):
        sentence = fault_sentence(code, parameters)
        if column:
            sentence = f"{column}: {sentence}"
        if index in found:
            first, sentences = found[index]
            found[index] = first, f"{sentences} {sentence}"
        else:
            found[index] = code, sentence
    return found
