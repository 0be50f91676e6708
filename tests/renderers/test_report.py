"""Reports on several checks, in every format: complete, within their size, and inert whatever the table holds."""

import re
import sys
from itertools import pairwise

import numpy as np
import pytest

from tabbert._overview import overview
from tabbert.renderers import _map
from tabbert.renderers.html import MOST_BYTES, Html
from tabbert.renderers.json import Json
from tabbert.renderers.markdown import Markdown
from tabbert.renderers.text import Text
from tests.renderers.conftest import HOSTILE, column, finding, make
from tests.renderers.test_html import Page

MAP = {
    "kind": "scatter", "title": "Map of 2 clusters", "text": "Near dots mean similar things.", "n_points": 3,
    "points": [[0.0, 0.0, 0], [1.0, 0.5, 0], [3.0, 2.0, 1]], "names": [[0, "0: parcel, late"], [1, "1"]],
}  # fmt: skip
MATRIX = {
    "kind": "matrix", "title": "Given and predicted", "text": "", "down": "given", "across": "predicted",
    "rows": ["a", "b"], "columns": ["a", "b"], "counts": [[9, 1], [0, 4]], "n_rows_left_out": 0,
    "n_columns_left_out": 3,
}  # fmt: skip


def fact(name, **changes):
    return {"column": name, "kind": "text", "n_rows": 1000, "n_distinct": 40, "null_rate": 0.07,
            "languages": {"de": 0.8, "en": 0.2}} | changes  # fmt: skip


def report(*, columns=("remark", "city"), checks=None, values="show", source="t.csv", **changes):
    if checks is None:
        columns_ = [column(score=0.61), column("city", score=0.99, n_findings=1)]
        failed = {**make(columns=[], findings=[]), "check": "pii", "score": None, "error": "it has no licence"}
        checks = [make(columns=columns_), make(check="topics", pictures=[MAP, MATRIX], columns=[]), failed]
    made = overview([fact(name) for name in columns], checks, n_rows=1000, values=values, **changes)
    return {"schema": made.pop("schema"), "source": source, **made}


@pytest.fixture
def hostile_report():
    columns = [column(text, kind=text[:100]) for text in HOSTILE]
    findings = [finding(text, column=text, status=text[:100], evidence=text) for text in HOSTILE]
    picture = MAP | {"title": HOSTILE[0], "text": HOSTILE[2], "names": [[0, "".join(HOSTILE[:20])], [1, HOSTILE[1]]]}
    matrix = MATRIX | {"title": HOSTILE[1], "rows": HOSTILE[:2], "columns": HOSTILE[2:4], "down": HOSTILE[0]}
    section = {"title": HOSTILE[2], "text": HOSTILE[0], "columns": [HOSTILE[0]], "rows": [[text] for text in HOSTILE],
               "n_rows_left_out": 0, "pictures": [matrix]}  # fmt: skip
    check = make(check=HOSTILE[0], summary=HOSTILE[2], columns=columns, findings=findings, notes=list(HOSTILE),
                 pictures=[picture], sections=[section], target=HOSTILE[8])  # fmt: skip
    failed = {**make(check="x", error="\n".join(HOSTILE[:12])), "score": None}
    facts = [fact(text, languages={text[:5]: 1.0}) for text in HOSTILE]
    made = overview(facts, [check, failed], n_rows=1000, values="show", notes=list(HOSTILE))
    return {**made, "source": "\n".join(HOSTILE[:8])}


class TestPage:
    def test_it_says_first_whether_the_table_can_be_used(self):
        page = Page(Html().render_report(report()))
        text = " ".join(page.text.split("</style>")[-1].split())
        text = text[text.rindex("Profile of t.csv") :]
        assert text.startswith("Profile of t.csv !This table can be used with care: 1 of 2 columns is sound")
        assert [tag for tag, _ in page.tags].count("h1") == 1
        assert text.index("Columns") < text.index("Column by column") < text.index("what it does")

    def test_links_lead_to_parts_of_the_page(self):
        page = Page(Html().render_report(report()))
        ids = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
        links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
        assert len(ids) == len(set(ids))
        assert links
        assert {link.removeprefix("#") for link in links} <= set(ids)

    def test_headings_go_down_one_by_one(self):
        levels = [int(tag[1]) for tag, _ in Page(Html().render_report(report())).tags if re.fullmatch("h[1-6]", tag)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), levels

    def test_a_failed_check_is_there(self):
        page = Html().render_report(report())
        assert page.count("it has no licence") == 2
        assert "2 of 3</strong> checks could run" in page

    def test_a_map_is_drawn_into_the_page(self):
        page = Html().render_report(report())
        svg = re.search(r"<svg.*?</svg>", page, re.S)[0]
        assert "0: parcel, late" in svg
        assert "cluster-1" in svg
        assert not re.search(r"xmlns|http|<style|<metadata|<script|url\(", svg)
        assert 'aria-label="Map of 2 clusters. Near dots mean similar things."' in page
        assert page == Html().render_report(report())

    def test_without_matplotlib_it_says_what_is_left_out(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
        page = Html().render_report(report())
        assert "<svg" not in page
        assert "tabbert[plot]" in page

    def test_a_confusion_table_is_shaded_by_share(self):
        page = Html().render_report(report())
        assert '<table class="matrix">' in page
        assert 'style="--heat:0.90"' in page
        assert "3 more columns not shown." in page

    def test_it_loads_nothing(self):
        page = Html().render_report(report())
        assert not [tag for tag, _ in Page(page).tags if tag in ("script", "link", "img", "iframe", "object", "form")]
        assert not re.search(r"url\(|@import|http:|https:|javascript:", page)

    def test_it_is_small_whatever_the_table_holds(self):
        names = [f"{n} {'é&<' * 40}" for n in range(1000)]
        checks = [
            make(check=f"check{n}", columns=[column(name, n_findings=n) for name in names], n_columns=len(names),
                 findings=[finding("<&\"'" * 200, column=name) for name in names[:60]], pictures=[big_map()],
                 notes=["&" * 1000] * 50)
            for n in range(10)
        ]  # fmt: skip
        page = Html().render_report(report(columns=names, checks=checks))
        assert len(page.encode()) <= MOST_BYTES
        assert re.search(r"[\d,]+ more columns, none less usable", page)

    def test_a_fragment_has_no_ids(self):
        text = Html().fragment(report())
        page = Page(text)
        assert page.tags[0] == ("div", {"class": "tabbert"})
        body = re.sub(r"<svg.*?</svg>", "", text, flags=re.S)
        assert not re.search(r'\sid="', body)


def big_map():
    points = [[x / 7, x % 13, x % 9] for x in range(2000)]
    return MAP | {"points": points, "names": [[n, f"{n}: some words, others"] for n in range(9)]}


def test_a_map_of_2000_dots_is_small():
    assert len(_map.inline(big_map())) < 150_000


def test_every_dot_is_drawn_in_a_picture_of_pixels():
    from io import BytesIO

    from matplotlib.image import imread

    buffer, points = BytesIO(), np.array([[x, y] for x in range(20) for y in range(15)], float)
    _map.save(_map.figure(points, np.zeros(len(points), int), {0: ""}), buffer, "png")
    buffer.seek(0)
    pixels = imread(buffer)[..., :3]
    coloured = (pixels.max(axis=2) - pixels.min(axis=2)) > 0.1
    assert coloured.sum() > 20 * len(points)


@pytest.mark.parametrize("values", ["show", "mask", "hide"])
@pytest.mark.parametrize("renderer", [Text(), Markdown(), Html()], ids=lambda each: each.name)
def test_every_format_says_the_essentials(renderer, values):
    text = renderer.render_report(report(values=values))
    text = renderer.render_report(report(values=values)) if renderer.name != "json" else renderer.render(report())
    for words in ("with care", "remark", "city", "Profile of t", "no licence", "Given and predicted"):
        assert words in text, words


@pytest.mark.parametrize("renderer", [Text(), Markdown()], ids=lambda each: each.name)
def test_a_confusion_table_is_a_table_in_text(renderer):
    lines = [line for line in renderer.render_report(report()).splitlines() if "9" in line and "1" in line]
    assert any(re.search(r"a`?\W+9\W+1\b|a`?\W+`9`\W+`1`", line) for line in lines), lines


class TestHostile:
    def test_in_a_page(self, hostile_report):
        text = Html().render_report(hostile_report)
        page = Page(text)
        assert not {tag for tag, _ in page.tags} & {"script", "img", "iframe", "meta http-equiv"}
        assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
        assert not set("\x00\x1b\u202e\u2066\ud800\ufeff\x07") & set(text)
        styles = [attributes["style"] for _, attributes in page.tags if attributes.get("style")]
        assert all(re.search(r"^(--[a-z-]+:\d\.\d+;?)+$|^[a-z-]+: ", style) for style in styles)
        assert len(text.encode()) < 500_000

    def test_in_a_fragment(self, hostile_report):
        text = Html().fragment(hostile_report)
        assert not {tag for tag, _ in Page(text).tags} & {"script", "img"}
        assert not set("\x00\x1b\u202e\u2066\ud800\ufeff\x07") & set(text)

    def test_in_text(self, hostile_report):
        text = Text().render_report(hostile_report)
        assert not set("\x00\x1b\u202e\u2066\ud800\ufeff\x07\r\u2028") & set(text)
        assert len(text) < 100_000

    def test_in_markdown(self, hostile_report):
        from markdown_it import MarkdownIt

        text = Markdown().render_report(hostile_report)
        assert not set("\x00\x1b\u202e\u2066\ud800\ufeff\x07\r\u2028") & set(text)
        rendered = MarkdownIt("gfm-like", {"linkify": False}).render(text)
        assert not re.search(r"<(script|img|a|h1)\b", rendered)

    def test_in_json(self, hostile_report):
        assert Json().render(hostile_report).encode("utf-8")
