"""Distils the default encoder into one vector per word piece, and writes the model folder of this package.

    python plugins/tabbert-static/tools/distil.py DATA WORK

1. The encoder reads each of its 30,000 most frequent pieces by itself (model2vec's recipe): the start.
2. It reads a corpus of sentences and short cells in many languages: the targets, less their mean, on their first
   principal axes (Tokenlearn's idea).
3. Ridge regression towards the start moves the pieces so that weighted means of pieces meet the targets; solved for
   all dimensions at once by conjugate gradients.

DATA is the folder with the corpora, WORK keeps the encoder's vectors between runs (20 minutes on two cores). Licences
of what is read: SIB-200 CC BY-SA 4.0 (half of its sentences: the other half is for the benchmark), Google taxonomy and
Faker MIT, ESCO EU reuse, Open Food Facts ODbL, US open data.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import scipy.sparse as sparse
from model2vec import StaticModel
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

import tabbert
from tabbert.store.packs import read_pack

PIECES, DIM, RIDGE, STEPS = 30_000, 192, 0.05, 25
SMOOTHING = 1e-3  # of the weights a / (a + p), smooth inverse frequency
TARGET = Path(__file__).parent.parent / "tabbert_static" / "model"


def main(data: Path, work: Path) -> None:
    """Read, solve and write."""
    pieces = read_pack().pieces[4 : PIECES + 4]
    texts = corpus(data)
    start = kept(work / "pieces.npy", [piece.replace("▁", " ").strip() or piece for piece, _ in pieces])[:PIECES]
    targets = kept(work / "corpus.npy", texts)
    targets -= targets.mean(axis=0)
    axes = np.linalg.svd(targets[::3], full_matrices=False)[2][:DIM].T
    probability = np.exp([score for _, score in pieces])
    weights = np.concatenate([[0.0], SMOOTHING / (SMOOTHING + probability / probability.sum())]).astype(np.float32)
    tokenizer = unigram(pieces)
    design = means(tokenizer, weights, texts)
    begin = np.vstack([np.zeros((1, DIM)), (start - start.mean(axis=0)) @ axes]).astype(np.float32)
    wanted = (targets @ axes).astype(np.float32)
    guess = design @ begin
    begin *= (guess * wanted).sum() / (guess * guess).sum()
    vectors = solved(design, wanted, begin)
    scale = np.abs(vectors).max(axis=1, keepdims=True).clip(1e-9) / 127
    model = StaticModel(
        np.round(vectors / scale).astype(np.int8), tokenizer, normalize=True, weights=(weights * scale[:, 0]) * 100
    )
    model.save_pretrained(TARGET)
    for file in TARGET.iterdir():  # its cards describe models on the hub
        if file.name in ("README.md", "modules.json"):
            file.unlink()
        else:
            file.chmod(0o644)
    print("wrote", TARGET, sum(file.stat().st_size for file in TARGET.iterdir()) // 1_000_000, "MB")


def corpus(data: Path) -> list[str]:
    """Return distinct texts: half of SIB-200 by sentence, category and occupation names, short cells."""
    sentences = pl.read_parquet(data / "C_clustering" / "sib200_train.parquet")
    numbers = np.sort(sentences["index_id"].unique().to_numpy())
    taught = np.random.default_rng(0).permutation(numbers)[: len(numbers) // 2].tolist()
    occupations = pl.read_csv(data / "B_row_classification" / "esco_occupations_en_es_fr.csv", infer_schema=False)
    parts = [
        pl.read_parquet(data / "A_completeness" / "short_text_columns.parquet")["text"],
        pl.read_parquet(data / "C_clustering" / "google_taxonomy_14lang.parquet")["name"],
        occupations["preferredLabel"],
        occupations["description"].gather_every(4),
        sentences.filter(pl.col("index_id").is_in(taught))["text"],
    ]
    return list(dict.fromkeys(text for part in parts for text in part.to_list() if text and text.strip()))


def kept(path: Path, texts: list[str]) -> np.ndarray[Any, Any]:
    """Return the encoder's vectors, float32 (n, 384), from the file if it is there."""
    if not path.exists():
        np.save(path, tabbert.embed(pl.Series("text", texts), cache="off").astype(np.float16))
    return np.load(path).astype(np.float32)


def unigram(pieces: list[tuple[str, float]]) -> Tokenizer:
    """Make the tokenizer: the same segmentation as the encoder's, over fewer pieces."""
    tokenizer = Tokenizer(models.Unigram([("<unk>", -20.0), *pieces], unk_id=0))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return tokenizer


def means(tokenizer: Tokenizer, weights: np.ndarray[Any, Any], texts: list[str]) -> Any:
    """Return the sparse matrix (n, pieces) that takes piece vectors to weighted means."""
    encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
    ids = np.concatenate([np.array(one.ids, np.int64) for one in encoded])
    ends = np.concatenate([[0], np.cumsum([len(one.ids) for one in encoded])])
    matrix = sparse.csr_matrix((weights[ids], ids, ends), shape=(len(texts), len(weights)), dtype=np.float32)
    matrix.sum_duplicates()
    length = np.maximum(np.asarray(matrix.sum(axis=1)).ravel(), 1e-6)
    return sparse.diags(1 / length).dot(matrix).tocsr().astype(np.float32)


def solved(design: Any, wanted: np.ndarray[Any, Any], begin: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return argmin ``|design X - wanted|² + RIDGE |X - begin|²`` after so many conjugate gradient steps."""
    residual = design.T @ (wanted - design @ begin)
    moved, direction = np.zeros_like(begin), residual.copy()
    size = (residual**2).sum(axis=0)
    for _ in range(STEPS):
        image = design.T @ (design @ direction) + RIDGE * direction
        step = size / np.maximum((direction * image).sum(axis=0), 1e-20)
        moved += step * direction
        residual -= step * image
        before, size = size, (residual**2).sum(axis=0)
        direction = residual + size / np.maximum(before, 1e-20) * direction
    return begin + moved


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
