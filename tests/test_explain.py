"""What tokens weigh is shared out to columns and words."""

import numpy as np

from tabbert._explain import shared_out


def test_tokens_go_to_their_columns_and_words():
    cells = [("title", "a saw"), ("note", "x: y; z"), ("long", "word after word")]
    text = "title: a saw; note: x: y; z; long: word…"
    spans = [(place, place + 1) for place in range(len(text))]
    columns, words = shared_out(cells, text, spans, np.ones(len(text)).tolist(), named=True)
    assert {part.column: part.weight for part in columns} == {"title": 12, "note": 13, "long": 11}
    assert [(part.column, part.text, part.weight) for part in words] == [
        ("title", "a ", 2), ("title", "saw", 3), ("note", "x: ", 3), ("note", "y; ", 3), ("note", "z", 1),
        ("long", "word…", 5),
    ]  # fmt: skip


def test_a_single_column_has_no_name():
    columns, words = shared_out([("text", "text: it")], "text: it", [(0, 4), (4, 5), (6, 8)], [1, 2, 4], named=False)
    assert (columns[0].weight, [part.text for part in words], [part.weight for part in words]) == (
        7,
        ["text: ", "it"],
        [3, 4],
    )
