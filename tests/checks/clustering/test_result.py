"""What one holds after clustering: clusters, map, tree, merging and splitting, near-duplicates, reports."""

import pickle

import numpy as np
import polars as pl
import pytest

import tabbert


@pytest.fixture
def result(encoder, frame):
    return tabbert.cluster(frame, "text", encoder=encoder, cache="off")


def test_clusters(result):
    clusters = result.clusters
    assert clusters["cluster"].to_list() == [0, 1, 2, 3]
    assert clusters["size"].to_list() == [50] * 4
    assert clusters["share"].sum() == pytest.approx(1)
    assert all(label.startswith("topic") or "word" in label for label in clusters["label"])
    assert all(len(rows) == 3 for rows in clusters["central"])
    assert all(len({row.split(" ")[0] for row in rows}) == 1 for rows in clusters["central"])
    assert clusters["cohesion"].min() > 0.5
    assert clusters["language_purity"].null_count() == 0


def test_the_tree_joins_everything_once(result):
    tree = result.tree
    assert len(tree) == 3
    assert tree["size"][-1] == 200
    assert sorted([*tree["left"], *tree["right"]]) == list(range(6))


def test_the_map_is_an_svg_without_script(result, tmp_path):
    picture = result.map(tmp_path / "map.svg")
    assert picture == (tmp_path / "map.svg").read_text(encoding="utf-8") == result.map()
    assert "<script" not in picture
    assert all(f'id="cluster-{number}"' in picture for number in range(4))
    result.map(tmp_path / "map.png")
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(tabbert.TabbertError, match="path"):
        result.map(tmp_path / "map.doc")


def test_merging(result):
    merged = result.merge_clusters([1, 3])
    assert merged.clusters["cluster"].to_list() == [1, 0, 2]
    np.testing.assert_array_equal(merged.labels == 1, np.isin(result.labels, [1, 3]))
    assert result.clusters["cluster"].to_list() == [0, 1, 2, 3]
    assert merged.assign(pl.DataFrame({"text": ["topic1 new", "topic2 new"]})).labels.max() <= 2
    for wrong in ([1], [1, 1], [1, 99]):
        with pytest.raises(tabbert.TabbertError, match="cluster"):
            result.merge_clusters(wrong)


def test_splitting_undoes_merging(result):
    split = result.merge_clusters([0, 1]).split_cluster(0)
    assert sorted(split.clusters["size"]) == [50] * 4
    both = np.isin(result.labels, [0, 1])
    assert len({(a, b) for a, b in zip(result.labels[both], split.labels[both], strict=True)}) == 2
    np.testing.assert_array_equal(split.labels[~both], result.labels[~both])


def test_splitting_what_is_dense_everywhere(result):
    split = result.split_cluster(2)
    assert split.clusters["size"].sum() == 200
    assert len(split.clusters) >= 5
    with pytest.raises(tabbert.TabbertError, match="one of"):
        result.split_cluster(17)


def test_near_duplicates(encoder, frame):
    copies = pl.concat([frame, frame[:3]])
    result = tabbert.cluster(copies, "text", encoder=encoder, cache="off")
    found = result.near_duplicates(0.999)
    assert found["group"].to_list() == [0, 0, 1, 1, 2, 2]
    assert {tuple(rows) for rows in np.reshape(found["row"], (3, 2)).tolist()} == {(0, 200), (1, 201), (2, 202)}
    assert len(result.near_duplicates(0.1)) > 100
    with pytest.raises(tabbert.TabbertError, match="similarity"):
        result.near_duplicates(0)


def test_reports_hide_cells(result):
    masked = result.to_dict()
    assert [row["size"] for row in masked["tables"]["clusters"]] == [50] * 4
    assert "word" not in str(masked["tables"])
    assert "topic" in str(result.to_dict(values="show")["tables"])
    assert repr(result).count("topic") > 4  # the central rows
    assert "not assessed" not in repr(result)
    for report in (result.to_html(), result.to_markdown(), result.to_json()):
        assert "cohesion" in report
        assert "topic1" not in report
    assert "topic1" in result.to_html(values="show")


def test_a_result_can_be_pickled_and_annotates(result, frame):
    again = pickle.loads(pickle.dumps(result))
    np.testing.assert_array_equal(again.labels, result.labels)
    assert result.annotate().columns == [*frame.columns, *(f"clustering_{name}" for name in result.rows.columns)]
