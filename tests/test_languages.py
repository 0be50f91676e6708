"""The languages of a column: what holds no words is in none."""

import pyarrow as pa
import pytest

from tabbert._languages import languages
from tabbert.tables import ArrowColumn

pytest.importorskip("py3langid")


def column(values):
    return ArrowColumn.from_chunks("c", [pa.array(values)])


def test_sentences_are_in_a_language():
    german = [f"Die Lieferung von Kiste {i} ist noch nicht angekommen." for i in range(10)]
    assert languages(column(german)) == {"de": 1.0}


@pytest.mark.parametrize(
    "form",
    ["vertrieb.nord{}@beispielfirma.com.tr", "https://example.org/{}/contact/address", "item_{}_of_the_catalogue"],
)
def test_addresses_and_codes_are_in_none(form):
    assert languages(column([form.format(i) for i in range(20)])) is None
