"""Comparing runs: what is worse, what is chance, what came and went, and what cannot be compared."""

import json

import pandas as pd
import polars as pl
import pytest

import tabbert
from tabbert import comparison, schemas
from tabbert._plugins import registry
from tabbert.errors import InvalidParameterError

jsonschema = pytest.importorskip("jsonschema")
pytestmark = pytest.mark.usefixtures("shouting")


def check(texts, column="remark", **options):
    return tabbert.check(pl.DataFrame({column: texts}), "shouting", progress=False, **options)


def compared(before, after, **options):
    found = after.compare(before, **options).to_dict()
    jsonschema.Draft7Validator(schemas.schema("diff")).validate(found)
    return found


def test_equal_tables_are_the_same():
    found = compared(check(["a", "B"]), check(["a", "B"]))
    assert found["verdict"] == "same"
    assert found["checks"][0]["changes"][0]["before"] == {"count": 1, "of": 2, "share": 0.5}


def test_with_the_same_number_of_rows_one_more_is_worse_and_one_less_is_better():
    few, many = check(["A", *"bcdefgh"]), check(["A", "B", *"cdefgh"])
    worse, better = compared(few, many), compared(many, few)
    assert (worse["verdict"], better["verdict"]) == ("worse", "better")
    change = worse["checks"][0]["changes"][0]
    assert (change["column"], change["what"], change["before"]["count"], change["after"]["count"]) == (
        "remark", "shouting", 1, 2,
    )  # fmt: skip


def test_with_other_rows_what_chance_explains_is_no_change():
    before = check(["BAD"] * 10 + ["fine"] * 990)
    assert compared(before, check(["BAD"] * 13 + ["fine"] * 1087))["verdict"] == "same"
    assert compared(before, check(["BAD"] * 60 + ["fine"] * 1040))["verdict"] == "worse"
    assert compared(before, check(["BAD"] * 1 + ["fine"] * 1099))["verdict"] == "better"


@pytest.mark.parametrize(("tolerance", "verdict"), [(0.0, "worse"), (0.001, "worse"), (0.01, "same"), (1.0, "same")])
def test_a_tolerance_is_a_share(tolerance, verdict):
    found = compared(check(["BAD"] * 10 + ["x"] * 990), check(["BAD"] * 13 + ["x"] * 1087), tolerance=tolerance)
    assert found["verdict"] == verdict
    with pytest.raises(InvalidParameterError, match="tolerance"):
        check(["a"]).compare(check(["a"]), tolerance=2)


def test_the_same_share_is_never_worse_however_large():
    before, after = check(["BAD"] * 100 + ["x"] * 900), check(["BAD"] * 10_000 + ["x"] * 90_000)
    assert compared(before, after, tolerance=0)["verdict"] == "same"


def test_columns_that_are_gone_or_no_longer_read_are_worse_and_new_ones_are_not():
    wide = tabbert.check(pl.DataFrame({"a": ["x"], "b": ["y"]}), "shouting", progress=False)
    narrow = tabbert.check(pl.DataFrame({"a": ["x"]}), "shouting", progress=False)
    number = tabbert.check(pl.DataFrame({"a": ["x"], "b": [1]}), "shouting", progress=False)
    gone, new, unread = compared(wide, narrow), compared(narrow, wide), compared(wide, number)
    assert (gone["verdict"], gone["checks"][0]["columns_gone"]) == ("worse", ["b"])
    assert (new["verdict"], new["checks"][0]["columns_new"]) == ("same", ["b"])
    assert (unread["verdict"], unread["checks"][0]["columns_not_assessed"]) == ("worse", ["b"])


def test_new_values_are_named_only_where_asked():
    before, after = check(["OLD", "both BAD".upper(), "x"]), check(["NEW", "BOTH BAD", "x"])
    shown = compared(before, after, values="show")["checks"][0]
    assert [f["value"] for f in shown["new_values"]] == ["NEW"]
    assert [f["value"] for f in shown["gone_values"]] == ["OLD"]
    masked = compared(before, after)["checks"][0]
    assert [f["value"] for f in masked["new_values"]] == ["[3 characters]"]
    hidden = compared(before, after, values="hide")["checks"][0]
    assert "value" not in hidden["new_values"][0]
    assert len(hidden["new_values"]) == 1


def test_no_format_lets_a_masked_value_out():
    before, after = check(["CANARY ONE", "x"]), check(["CANARY TWO", "CANARY THREE"])
    for values in ("mask", "hide"):
        found = after.compare(before, values=values)
        for name in ("text", "json", "markdown", "github"):
            assert "CANARY" not in found.render(name)
        assert "CANARY" not in repr(found)
    assert "CANARY TWO" in after.compare(before, values="show").render("text")


def test_masked_reports_cannot_name_values_and_say_so():
    sides = [[check([word, "x"]).to_dict()] for word in ("OLD", "NEW!")]
    entry = comparison.compare(*sides)["checks"][0]
    assert entry["new_values"] == []
    assert "Values are not shown in both reports" in entry["notes"][0]


@pytest.mark.parametrize(("change", "reason"), [
    ({"check_version": "0"}, "version of the check was 0 and is 1 now"),
    ({"threshold": 0.2}, "threshold was 0.2 and is 0.5 now"),
    ({"score": None}, "nothing was assessed the first time"),
    ({"error": "no licence"}, "could not run the first time: no licence"),
])  # fmt: skip
def test_what_cannot_be_compared(change, reason):
    now = check(["A", "b"]).to_dict()
    found = comparison.compare([now | change], [now])
    assert found["verdict"] == "not comparable"
    assert reason in found["checks"][0]["reason"]


def test_a_check_that_fails_now_is_worse():
    now = check(["A", "b"]).to_dict()
    found = comparison.compare([now], [now | {"error": "no licence", "score": None}])
    assert found["verdict"] == "worse"
    assert "could not run this time" in found["checks"][0]["reason"]
    assert "Worse than before. The check could not run" in registry().render_diff("text", found)


def test_checks_gone_and_new():
    one = check(["A", "b"]).to_dict()
    other = one | {"check": "pii"}
    gone, new = comparison.compare([one, other], [one]), comparison.compare([one], [one, other])
    assert (gone["verdict"], gone["gone"]) == ("worse", [{"check": "pii", "target": "", "source": None}])
    assert (new["verdict"], new["new"]) == ("same", [{"check": "pii", "target": "", "source": None}])
    assert comparison.compare([one], [other])["verdict"] == "worse"
    assert comparison.compare([], [])["verdict"] == "not comparable"


def test_one_file_on_each_side_belongs_together_several_by_name():
    march, april = ({**check(["A", "b"]).to_dict(), "source": name} for name in ("march.csv", "april.csv"))
    assert comparison.compare([march], [april])["checks"][0]["source"] == {"before": "march.csv", "after": "april.csv"}
    several = comparison.compare([march, april], [april, march])
    assert [c["source"]["before"] for c in several["checks"]] == ["april.csv", "march.csv"]


def test_shares_of_sections_and_tables_shift():
    made = check(["A", "b"]).to_dict()
    tables = [{"clusters": [{"cluster": i, "size": n, "share": 0.5} for i, n in enumerate(sizes)]}
              for sizes in ([500, 500], [700, 300])]  # fmt: skip
    sections = [[{"title": "Labels", "text": "", "columns": ["label", "suggested", "rows"], "n_rows_left_out": 0,
                  "rows": [["a", "b", n], ["a", "c", 3]]}] for n in (7, 8)]  # fmt: skip
    sides = [[made | {"tables": t, "sections": s}] for t, s in zip(tables, sections, strict=True)]
    clusters, labels = comparison.compare(*sides)["checks"][0]["shifts"]
    assert (clusters["title"], clusters["variation"], clusters["drifted"]) == ("clusters", 0.2, True)
    assert clusters["shares"][0] == {"key": "0", "before": 0.5, "after": 0.7}
    assert (labels["title"], labels["drifted"]) == ("Labels", False)
    assert "a · b" in json.dumps(labels, ensure_ascii=False)
    assert "Clusters: 20.0% moved, more than chance explains" in registry().render_diff(
        "markdown", comparison.compare(*sides)
    )


def test_checks_of_rows_compare_rows():
    made = check(["A", "b"]).to_dict() | {"columns": [], "n_rows": 100}
    found = comparison.compare([made | {"n_bad_rows": 3}], [made | {"n_bad_rows": 4}])
    assert found["checks"][0]["changes"] == [{
        "column": None, "what": "rows with findings", "before": {"count": 3, "of": 100, "share": 0.03},
        "after": {"count": 4, "of": 100, "share": 0.04}, "verdict": "worse",
    }]  # fmt: skip


def test_nulls_that_are_findings_are_compared_by_themselves():
    def table(nulls):
        return tabbert.check_completeness(pl.DataFrame({"n": [*range(10, 18), *[None] * nulls]}), progress=False)

    change = compared(table(1), table(2), tolerance=0.0)["checks"][0]["changes"][0]
    assert (change["what"], change["before"]["count"], change["after"]["count"]) == ("null", 1, 2)
    assert change["verdict"] == "worse"


def test_hostile_names_are_inert_in_every_format():
    name = "::error::<script>alert(1)</script>|`x`\n# h\x1b[31m"
    before, after = check(["A", "b"], column=name), check(["A", "B"], column=name)
    found = after.compare(before)
    assert found.verdict == "worse"
    for format in ("text", "markdown"):
        text = found.render(format)
        assert "\x1b" not in text
        assert not any(line.lstrip().startswith(("::", "# h")) for line in text.splitlines())
    assert all(line.startswith(("::error title=", "::notice title=")) for line in found.render("github").splitlines())
    assert "<script>" not in found.render("markdown").replace("`", "") or "`" in found.render("markdown")


def test_other_things_are_refused():
    with pytest.raises(InvalidParameterError, match="earlier"):
        check(["a"]).compare({"score": 1})  # type: ignore[arg-type]
    with pytest.raises(InvalidParameterError, match=r"one of \['github', 'json', 'markdown', 'text'\]"):
        check(["a"]).compare(check(["a"])).render("sarif")


def test_the_library_does_not_matter():
    before = tabbert.check(pd.DataFrame({"a": ["X", "y"]}, index=[5, 5]), "shouting", progress=False)
    assert check(["X", "Y"], column="a").compare(before).verdict == "worse"


def test_reports_compare_check_by_check():
    before, after = (
        tabbert.profile(pl.DataFrame({"a": texts}), ["shouting"], progress=False)
        for texts in (["OLD", "b"], ["NEW", "B"])
    )
    found = compared(before, after)
    assert found["verdict"] == "worse"
    assert [f["value"] for f in found["checks"][0]["new_values"]] == ["[1 character]", "[3 characters]"]
    with pytest.raises(InvalidParameterError, match="another Report"):
        after.compare(before["shouting"])


def test_targets_are_checks_of_their_own():
    made = check(["A", "b"]).to_dict()
    sides = [[made | {"target": "x"}, made | {"target": "y"}], [made | {"target": "y"}]]
    found = comparison.compare(*sides)
    assert [entry["target"] for entry in found["checks"]] == ["y"]
    assert found["gone"] == [{"check": "shouting", "target": "x", "source": None}]
    assert "shouting: x" in registry().render_diff("text", found)
