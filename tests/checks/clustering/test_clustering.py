"""The clustering check through its front door: topics, determinism, states, slices, and odd tables."""

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.metrics import adjusted_rand_score

import tabbert
from tabbert.checks.clustering import Clustering, ClusteringParams
from tabbert.testing import make_table


@pytest.fixture
def cluster(encoder):
    def run(data, columns="text", **options):
        return tabbert.cluster(data, columns, encoder=encoder, cache="off", **options)

    return run


def test_topics_are_found(cluster, frame):
    result = cluster(frame)
    assert adjusted_rand_score(frame["topic"], result.labels) == 1
    assert result.rows.columns == ["score", "status", "cluster", "membership", "outlier_score"]
    assert result.rows["membership"].min() > 0.5
    assert result.score > 0.9


def test_row_order_changes_nothing(cluster, frame):
    shuffled = frame.with_row_index().sample(fraction=1, shuffle=True, seed=5)
    back = np.empty(len(frame), int)
    back[shuffled["index"]] = cluster(shuffled).labels
    np.testing.assert_array_equal(back, cluster(frame).labels)


def test_equal_rows_are_together_and_counted(cluster, frame):
    doubled = pl.concat([frame, frame, frame[:10]])
    labels = cluster(doubled).labels
    np.testing.assert_array_equal(labels[:200], cluster(frame).labels)
    np.testing.assert_array_equal(labels[:200], labels[200:400])
    assert cluster(doubled).clusters["size"].sum() == 410


def test_slices_give_the_state_of_the_whole(encoder, frame):
    check = Clustering(ClusteringParams(sample_rows=100))
    texts = frame["text"].to_list()
    whole = check.finish(check.merge([check.summarise(make_table({"text": texts}, encoder))]))
    parts = [check.summarise(make_table({"text": texts[at : at + 70]}, encoder)) for at in (140, 0, 70)]
    merged = check.finish(check.merge(parts))
    for name, value in whole.table.items():
        np.testing.assert_array_equal(merged.table[name], value)


def test_rows_beyond_the_sample_are_assigned(cluster, frame):
    result = cluster(frame, sample_rows=100)
    assert adjusted_rand_score(frame["topic"], result.labels) == 1
    assert len(result.model.hashes) == 100


def test_only_the_sample_is_encoded_to_fit(encoder, frame):
    Clustering(ClusteringParams(sample_rows=100)).summarise(make_table({"text": frame["text"].to_list()}, encoder))
    assert len(encoder.encoded) == 100


def test_a_state_assigns_and_holds_no_text(cluster, frame, tmp_path):
    fitted = cluster(frame[:150])
    path = fitted.state.save(tmp_path / "clusters.state")
    again = cluster(frame, state=path)
    np.testing.assert_array_equal(again.labels[:150], fitted.labels)
    np.testing.assert_array_equal(again.labels, fitted.assign(frame).labels)
    assert adjusted_rand_score(frame["topic"], again.labels) == 1
    assert b"topic1 word" not in path.read_bytes()


def test_a_state_reads_the_columns_it_was_fitted_on(cluster, frame):
    fitted = cluster(frame)
    wider = frame.with_columns(remark=pl.lit("said twice"))
    again = cluster(wider, None, state=fitted.state)
    np.testing.assert_array_equal(again.labels, fitted.labels)
    assert any("'remark' is not in the saved state" in note for note in again.notes)
    renamed = cluster(frame.select(message="text"), None, state=fitted.state)
    np.testing.assert_array_equal(renamed.labels, fitted.labels)


def test_a_foreign_row_stays_out(cluster, frame):
    strange = pl.DataFrame({"text": ["zzz", "???"], "topic": [9, 9]})
    fitted = cluster(pl.concat([frame, strange]))
    assert fitted.labels[-2:].tolist() == [-1, -1]
    assert (fitted.labels[:-2] >= 0).all()
    assert fitted.outliers()["text"].to_list() == ["zzz", "???"]
    assert cluster(frame).assign(strange).labels.tolist() == [-1, -1]
    assert fitted.rows["status"][-1] == "outlier"


def test_a_foreign_row_that_comes_again_and_again_is_a_cluster(cluster, frame):
    rows = pl.concat([frame.select("text"), pl.DataFrame({"text": ["zzz"] * 30 + ["???"] * 3})])
    fitted = cluster(rows)
    assert set(fitted.labels[-3:]) == {-1}
    own = set(fitted.labels[200:230])
    assert len(own) == 1
    assert own.isdisjoint({-1, *fitted.labels[:200]})
    assert fitted.clusters.filter(pl.col("size") == 30)["cohesion"].to_list() == [1.0]
    assert fitted.rows["membership"][200] == 1
    assert fitted.rows["outlier_score"][200] == 0


def test_columns_are_read_as_rows(cluster, frame):
    wide = frame.with_columns(pl.lit("same").alias("other"), pl.lit(3).alias("number"))
    assert len(set(cluster(wide, None).labels)) >= 1


@pytest.mark.parametrize("make", [pl.DataFrame, pd.DataFrame, lambda data: pl.DataFrame(data).lazy()])
def test_every_library(cluster, frame, make):
    result = cluster(make(frame.to_dict(as_series=False)))
    rows = result.rows.collect() if isinstance(result.rows, pl.LazyFrame) else result.rows
    assert adjusted_rand_score(frame["topic"], rows["cluster"]) == 1
    assert type(result.clusters).__module__.split(".")[0] in ("polars", "pandas")


class TestOddTables:
    def test_few_rows_are_one_cluster(self, cluster):
        assert cluster(pl.DataFrame({"text": ["topic1 a", "topic1 b", "topic2 c"]})).labels.tolist() == [0, 0, 0]

    def test_all_equal(self, cluster):
        result = cluster(pl.DataFrame({"text": ["topic1 a"] * 50}))
        assert set(result.labels) == {0}
        assert result.clusters["size"].to_list() == [50]
        assert result.clusters["cohesion"].to_list() == [1.0]

    def test_all_null(self, cluster):
        result = cluster(pl.DataFrame({"text": [None, None, ""]}, schema={"text": pl.String}))
        assert result.rows["status"].to_list() == ["empty"] * 3
        assert np.isnan(result.score)
        assert len(result.clusters) == len(result.tree) == len(result.near_duplicates()) == 0
        assert "<svg" in result.map()
        assert result.clusters.schema == cluster(pl.DataFrame({"text": ["topic1 a", "topic1 b"]})).clusters.schema

    def test_no_rows(self, cluster):
        assert len(cluster(pl.DataFrame(schema={"text": pl.String})).rows) == 0

    def test_numbers_only(self, cluster):
        with pytest.raises(tabbert.TabbertError, match="at least one column of text"):
            cluster(pl.DataFrame({"n": [1, 2, 3]}), "n")

    def test_long_rows(self, cluster, frame):
        long = pl.concat([frame, pl.DataFrame({"text": ["topic1 " + "x" * 100_000], "topic": [1]})])
        assert cluster(long).labels[-1] == cluster(long).labels[1]

    def test_blank_rows_beside_others(self, cluster, frame):
        result = cluster(pl.concat([frame, pl.DataFrame({"text": ["", None], "topic": [0, 0]})]))
        assert result.rows["status"][-2:].to_list() == ["empty", "empty"]
        assert len(result.outliers()) == 0

    @pytest.mark.parametrize("wrong", [{"min_cluster_size": 1}, {"min_cluster_size": True}, {"sample_rows": 5}])
    def test_parameters_that_make_no_sense(self, cluster, frame, wrong):
        with pytest.raises(tabbert.TabbertError, match=next(iter(wrong))):
            cluster(frame, **wrong)


def test_another_min_cluster_size(cluster, frame):
    few = cluster(frame, min_cluster_size=60)
    assert few.labels.max() < 3


def test_serving_loads_no_torch():
    code = """
import polars, sys, tabbert
from tabbert.testing import FakeEncoder
tabbert.cluster(polars.DataFrame({"t": [f"a{i}" for i in range(60)]}), encoder=FakeEncoder(), cache="off")
print([name for name in ("torch", "transformers", "sentence_transformers", "onnx", "numba") if name in sys.modules])
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_processes_and_threads_change_nothing():
    code = """
import polars, tabbert
from tabbert.testing import FakeEncoder
frame = polars.DataFrame({"t": [f"{i % 7} {i}" for i in range(400)]})
class Sevens(FakeEncoder):
    def encode(self, texts):
        return super().encode([text[0] for text in texts]) + 0.3 * super().encode(list(texts))
print(tabbert.cluster(frame, encoder=Sevens(), cache="off").labels.tolist())
"""
    outputs = set()
    for seed in ("1", "2"):
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), seed)
        env = {**os.environ, "PYTHONHASHSEED": seed, **threads}
        outputs.add(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env).stdout)
    assert len(outputs) == 1
    assert ", 6" in outputs.pop()


@pytest.mark.slow
@pytest.mark.parametrize("threads", [1, 2])
def test_the_topic_not_the_language(data_folder, threads):
    frame = pl.read_parquet(data_folder / "C_clustering/sib200_train.parquet").filter(
        pl.col("lang").is_in(["eng_Latn", "deu_Latn", "rus_Cyrl"])
    )
    frame = frame.sort("index_id", "lang").gather_every(4)  # every sentence in one language only, nearly
    result = tabbert.cluster(frame, "text", threads=threads)
    by_topic, by_language = (adjusted_rand_score(frame[name], result.labels) for name in ("category", "lang"))
    assert by_topic > 0.2 > 0.05 > by_language
    kept = tabbert.cluster(frame, "text", remove_language=False)
    assert adjusted_rand_score(frame["lang"], kept.labels) > 0.08
