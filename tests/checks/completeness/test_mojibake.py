"""Values that were read in a wrong encoding are gibberish, and nothing else is taken for one."""

import numpy as np
import polars as pl
import pytest

import tabbert
from tabbert.checks.completeness._mojibake import broken

BROKEN = [
    "SÃ¤gemÃ¼hlenstraÃŸe 12", "MÃ¼ÅŸteri Hizmetleri", "Le FaouÃ«t, prÃ¨s de l'Ã©tang", "ÐœÐ°Ñ€Ñ‡ÑƒÐº Ðž. Ð’.", "æ—¥æœ¬",
    "MÃ\xa0laga", "锟斤拷锟斤拷", "M\ufffdnchen", "Ã‰TOILE", "itâ€™s fine", "JГјrgen GrГјnГ¤cker",
]  # fmt: skip
WHOLE = [
    "Café", "São Paulo", "SÃO PAULO", "ÄÖÜ", "Åse", "Žižek", "Dvořák – cello", "Đường", "日本", "Марчук О. В.",
    "‘quoted’", "3–4 €", "l’île", "à", "Ã", "½ º ª µ", "naïve", "😀", "", "asdf", "हिन्दी", "مرحبا", "Ελλάδα",
    "The parcel came late and it wasnâ€™t what I had ordered, but they took it back at once.",
]  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_text_in_a_wrong_encoding_is_broken(text: str) -> None:
    assert broken([text]).tolist() == [True]


@pytest.mark.parametrize("text", WHOLE)
def test_other_text_and_a_blemish_in_prose_are_not(text: str) -> None:
    assert broken([text]).tolist() == [False]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "cp1250", "mac_roman"])
def test_german_names_in_each_encoding_that_utf_8_is_taken_for(encoding: str) -> None:
    names = ["Jürgen Grünäcker", "Bäckerstraße", "Schönörer Öl"]
    assert broken([name.encode().decode(encoding) for name in names]).all()
    assert not broken(names).any()


def test_such_values_are_findings_that_say_why() -> None:
    streets = ["Mühlenweg 3", "Bahnhofstraße 12", "Am Markt 5", "Lindenallee 8", "Ringstraße 77", "Kirchgasse 1"]
    frame = pl.DataFrame({"Straße": streets * 10 + ["SÃ¤gemÃ¼hlenstraÃŸe 12"]})
    found = tabbert.check_completeness(frame, progress=False).findings
    assert found["status"].to_list() == ["gibberish"]
    assert "encoding" in found["evidence"][0]


def test_codes_that_need_no_encoder_are_looked_at_too() -> None:
    codes = [f"Db{i}" for i in range(10, 60)]
    frame = pl.DataFrame({"Код": [*codes, "Ðœ77"]})
    assert tabbert.check_completeness(frame, progress=False).findings["row"].to_list() == [50]


def test_no_texts() -> None:
    assert (broken([]).dtype, broken([]).shape) == (np.bool_, (0,))
