"""The HTML report: complete, self-contained, without scripts, and values are inert."""

import re
from html.parser import HTMLParser

from tabbert.renderers.html import Html

VOID = {"meta", "br", "img", "input", "link"}


class Page(HTMLParser):
    """Checks that elements are nested, and keeps what matters."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


def test_a_page_is_complete_and_loads_nothing(make_summary):
    text = Html().render(make_summary(source="tickets.csv"))
    page = Page(text)
    assert text.startswith('<!doctype html>\n<html lang="en">')
    assert "<title>completeness: tickets.csv</title>" in text
    assert {tag for tag, _ in page.tags} >= {"main", "h1", "table", "caption", "thead", "th", "bdi"}
    assert not [tag for tag, _ in page.tags if tag in ("script", "link", "img", "iframe", "object", "form")]
    assert not re.search(r"url\(|@import|http:|https:|javascript:", text)
    assert "prefers-color-scheme: dark" in text
    assert 'name="viewport"' in text
    assert len(text) < 10_000


def test_tables_are_semantic(make_summary):
    page = Page(Html().render(make_summary()))
    scopes = [attributes.get("scope") for tag, attributes in page.tags if tag == "th"]
    assert set(scopes) == {"col", "row"}
    assert sum(tag == "caption" for tag, _ in page.tags) == sum(tag == "table" for tag, _ in page.tags) == 2


def test_hostile_values_are_inert(hostile):
    text = Html().render(hostile)
    page = Page(text)
    assert not {tag for tag, _ in page.tags} & {"script", "img"}
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert '"<script>alert(1)</script>"' in page.text
    assert '"{{7*7}}{% raw %}"' in page.text
    assert not set("\x00\x1b\u202e\u2066\ud800\ufeff") & set(text)
    assert len(text.encode()) < 150_000


def test_a_fragment_styles_nothing_outside_itself(make_summary):
    text = Html().fragment(make_summary())
    page = Page(text)
    assert page.tags[0] == ("div", {"class": "tabbert"})
    assert not {tag for tag, _ in page.tags} & {"html", "head", "body", "main", "script"}
    style = re.sub(r"@media[^{]*\{(.*?\})\s*\}", r"\1", text.split("<style>")[1].split("</style>")[0], flags=re.S)
    selectors = [part.strip() for rule in re.findall(r"([^{}]+)\{", style) for part in rule.split(",")]
    assert selectors
    assert all(selector.startswith(".tabbert") for selector in selectors), selectors


def test_several_reports_are_one_page(make_summary):
    text = Html().render_all([make_summary(source="a.csv"), make_summary(source="b.csv")])
    page = Page(text)
    assert text.count("<!doctype html>") == 1
    assert sum(tag == "section" for tag, _ in page.tags) == 2
    assert "<title>completeness: a.csv and 1 more</title>" in text


def test_nothing_assessed(make_summary, make_column):
    column = make_column(score=None, n_findings=0, assessed=False)
    summary = make_summary(score=None, columns=[column], findings=[], n_findings=0, n_distinct_findings=0)
    page = Page(Html().render(summary))
    assert "not assessed" in page.text
    assert "nan" not in page.text.lower()


def test_intervals_stand_beside_scores_where_there_are_some(make_summary, make_column):
    page = Html().render(make_summary(columns=[make_column(interval=[0.4, 0.42])]))
    assert '<th scope="col" class="number">95% interval</th>' in page
    assert '<td class="number">0.400–0.420</td>' in page
    assert "95% interval" not in Html().render(make_summary())


def test_names_written_from_right_to_left_do_not_turn_the_sentence(make_summary, make_column):
    """Else "A (0.1), B (0.2)" is shown as "(0.2) B ,(0.1) A"."""
    columns = [make_column("فصيلة الدم", score=0.1), make_column("שם", score=0.2), make_column("city", score=0.3)]
    page = Html().render(make_summary(columns=columns))
    assert "Look first at \u2068فصيلة الدم\u2069 (0.1000), \u2068שם\u2069 (0.2000), city (0.3000)." in page
