"""Language removal: a linear map of sentence vectors that keeps what a text says and drops the language it is in."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["LanguageRemoval", "adapt_language_removal", "fit_language_removal"]

Matrix = NDArray[np.float64]

_KNEE = 20  # directions are damped from the signal of this one on
_SIGNIFICANT = 1e-4  # of the largest singular value of the language means
_TRUSTED = 1000  # texts beyond one a group, from which their scatter counts as much as the evenness assumed else


@dataclass(frozen=True, eq=False)
class LanguageRemoval:
    """An affine map, x -> (x - mean) @ matrix, estimated once over many languages.

    Attributes:
        mean: float32 (dim,).
        matrix: float32 (dim, d); its columns are ordered by how much meaning they carry, damped accordingly.
    """

    mean: NDArray[np.float32]
    matrix: NDArray[np.float32]

    def __call__(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return float32 (n, d) for vectors (n, dim)."""
        return np.asarray((vectors - self.mean) @ self.matrix, np.float32)


def fit_language_removal(
    parallel: Sequence[NDArray[np.float32]],
    paraphrases: Sequence[tuple[NDArray[np.float32], NDArray[np.int64]]] = (),
    *,
    d: int = 200,
    shrinkage: float = 1.5,
    paraphrase_weight: float = 3.0,
    damping: float = 1.0,
) -> LanguageRemoval:
    """Estimate the map in closed form: linear discriminants whose classes are sentences, not topics.

    First the span of the languages' mean vectors is projected out. Then the scatter *within* a sentence (between its
    translations) is noise and the scatter *between* sentences is meaning: the generalised eigenvectors of the two
    (Fisher 1936; within-class covariance normalisation, Hatch et al. 2006) are kept, each scaled by the square root of
    its Wiener gain, so that nothing is cut off sharply. No topic is ever seen.

    Args:
        parallel: each (languages, sentences, dim): the same sentences in the same order in every language. The first
            also gives the mean.
        paraphrases: texts (n, dim) with the number of what each says, (n,), the same for paraphrases in one language,
            whose scatter is noise like that of translations.
        d: directions kept, at most dim.
        shrinkage: how much of an isotropic scatter is added to the noise, in units of its trace.
        paraphrase_weight: weight of the paraphrases against the translations.
        damping: 0 keeps directions as the whitening scales them.
    """
    means = np.concatenate([x.mean(axis=1) - x.mean(axis=(0, 1)) for x in parallel]).astype(np.float64)
    _, sizes, directions = np.linalg.svd(means, full_matrices=False)
    spanned = directions[sizes > _SIGNIFICANT * sizes[0]]
    keep = np.eye(means.shape[1]) - spanned.T @ spanned

    noise, meaning = np.zeros_like(keep), np.zeros_like(keep)
    scatters = [(_translations(x), 1 / len(parallel)) for x in parallel]
    scatters += [(_paraphrases(x, said), paraphrase_weight / len(paraphrases)) for x, said in paraphrases]
    for (within, between), weight in scatters:
        within, between = keep @ within @ keep, keep @ between @ keep
        noise += weight * within / np.trace(within)
        meaning += between / np.trace(between)

    noise = noise / np.trace(noise) + shrinkage / len(noise) * np.eye(len(noise))
    values, vectors = np.linalg.eigh(noise)
    whitening = (vectors / np.sqrt(values)) @ vectors.T
    signal, vectors = np.linalg.eigh(whitening @ meaning @ whitening)
    order = np.argsort(-signal)[:d]
    signal = np.maximum(signal[order], 0)
    knee = signal[min(_KNEE, len(signal) - 1)]
    gain = np.sqrt(signal / np.maximum(signal + damping * knee, np.finfo(np.float64).tiny))
    matrix = keep @ whitening @ vectors[:, order] * gain
    return LanguageRemoval(parallel[0].mean(axis=(0, 1)).astype(np.float32), matrix.astype(np.float32))


def adapt_language_removal(
    removal: LanguageRemoval, vectors: NDArray[np.float32], groups: NDArray[np.int64], *, topics: bool = False
) -> LanguageRemoval:
    """Adapt a map to texts of which it is known which ones belong together, in closed form.

    The scatter within groups, after the map, is what should not matter and does: it is whitened (within-class
    covariance normalisation, Hatch et al. 2006), shrunk towards even scatter, the more the fewer texts there are.
    No direction is lost, so that what the texts do not show stays as it was. With ``topics``, directions in which the
    groups do not differ fade besides (linear discriminants, shrunk and damped likewise).

    Args:
        removal: the map to start from, dim to d.
        vectors: (n, dim), as the encoder gives them.
        groups: (n,), equal numbers for texts that should be together: translations, paraphrases, the same topic.
        topics: whether the groups are all there is to tell apart.

    Returns:
        A map of the same shape.
    """
    moved = removal(vectors).astype(np.float64)
    moved -= moved.mean(axis=0)
    _, places, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    means = np.zeros((len(sizes), moved.shape[1]))
    np.add.at(means, places, moved)
    means /= sizes[:, None]
    rest = moved - means[places]
    within = rest.T @ rest
    freedom = len(moved) - len(sizes)
    trust = freedom / (freedom + _TRUSTED)
    values, directions = np.linalg.eigh(_shrunk(within, trust))
    whitening = (directions / np.sqrt(values)) @ directions.T
    if topics:
        between = (means * sizes[:, None]).T @ means - within * len(sizes) / max(freedom, 1)
        signal, directions = np.linalg.eigh(whitening @ _shrunk(between, trust) @ whitening)
        signal, directions = np.maximum(signal[::-1], 1e-9), directions[:, ::-1]
        gain = np.sqrt(signal / (signal + signal[min(_KNEE, len(signal) - 1)]))
        whitening = whitening @ directions * gain
    return LanguageRemoval(removal.mean, (removal.matrix @ whitening).astype(np.float32))


def _shrunk(scatter: Matrix, trust: float) -> Matrix:
    """Return a scatter of mean variance one, mixed with an even one, which has all the weight at trust 0."""
    even, size = np.eye(len(scatter)), float(np.trace(scatter))
    if size <= 0:  # less than nothing is left of it when noise is taken away
        return even
    return (1 - trust) * even + trust * len(scatter) / size * scatter


def _translations(vectors: NDArray[np.float32]) -> tuple[Matrix, Matrix]:
    """Return the scatter within and between sentences, unbiased, of vectors (languages, sentences, dim)."""
    x = vectors.astype(np.float64) - vectors.mean(axis=(0, 1))
    sentences = x.mean(axis=0)
    rest = (x - sentences).reshape(-1, x.shape[-1])
    within = rest.T @ rest / len(rest) * len(x) / (len(x) - 1)
    return within, sentences.T @ sentences / len(sentences) - within / len(x)


def _paraphrases(vectors: NDArray[np.float32], said: NDArray[np.int64]) -> tuple[Matrix, Matrix]:
    """Return the scatter within and between paraphrases, which have the same number, of vectors (n, dim)."""
    x = vectors.astype(np.float64) - vectors.mean(axis=0)
    _, groups, sizes = np.unique(said, return_inverse=True, return_counts=True)
    means = np.zeros((len(sizes), x.shape[1]))
    np.add.at(means, groups, x)
    means /= sizes[:, None]
    rest = x - means[groups]
    return rest.T @ rest / len(x), (means * sizes[:, None]).T @ means / len(x)
