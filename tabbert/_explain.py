"""Which columns and words carried a decision: by leaving each out and judging again (occlusion), or by tokens."""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tabbert.core.table import Kind
from tabbert.tables import ArrowColumn, ArrowTable, Encode

__all__ = ["Explanation", "Part", "explain", "shared_out"]

_PIECES = 48  # parts that a cell is taken apart into, at most: every one is encoded again
_WORD = re.compile(r"\S+\s*")
_SHADES = ((34, 134, 58), (203, 36, 49))  # for, against


@dataclass(frozen=True, slots=True)
class Part:
    """A cell, or a piece of one.

    Attributes:
        column: name of the column.
        text: what stands there.
        weight: by how much the logarithm of the label's probability falls without it, or what it adds to it by
            gradients; below 0, it spoke against.
    """

    column: str
    text: str
    weight: float


@dataclass(frozen=True, repr=False)
class Explanation:
    """What carried the label of one row, as `columns` and, of its text, `words` in their order.

    Attributes:
        label: the label.
        confidence: its probability, in [0, 1].
        columns: filled cells, the most important first.
        words: words (of long cells: short runs of words).
    """

    label: str
    confidence: float
    columns: Sequence[Part]
    words: Sequence[Part]

    def __repr__(self) -> str:
        lines = [f"{self.label} ({self.confidence:.2f})"]
        lines += [f"  {part.column:<24.24} {part.weight:+.2f}" for part in self.columns]
        best = sorted(self.words, key=lambda part: -abs(part.weight))[:10]
        lines += [f"    {part.text.strip():<22.22} {part.weight:+.2f}" for part in best]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        most = max((abs(part.weight) for part in self.words), default=0.0) or 1.0
        rows = []
        for cell in self.columns:
            own = [part for part in self.words if part.column == cell.column] or [Part(cell.column, cell.text, 0.0)]
            text = "".join(_coloured(part.text, part.weight / most) for part in own)
            rows.append(
                f"<tr><th style='text-align:left'>{html.escape(cell.column)}</th><td style='text-align:right'>"
                f"{cell.weight:+.2f}</td><td style='text-align:left'>{text}</td></tr>"
            )
        head = f"<p><b>{html.escape(self.label)}</b> ({self.confidence:.2f})</p>"
        return f"{head}<table>{''.join(rows)}</table>"


def explain(
    columns: Sequence[ArrowColumn],
    row: int,
    encode: Encode,
    judge: Callable[[ArrowTable], NDArray[np.float64]],
    classes: Sequence[str],
) -> Explanation:
    """Judge a row, and the same row without each of its cells and words.

    Args:
        columns: those that the label is told from.
        row: position.
        encode: texts to vectors; what is left of a text is encoded once and remembered.
        judge: rows to log-probabilities (n, k).
        classes: the k labels.
    """
    texts = {column.name: column.texts[column.codes[row]] for column in columns if column.codes[row] >= 0}
    spoken = {column.name for column in columns if column.kind is Kind.TEXT}
    filled = [name for name in texts if texts[name].strip()]
    pieces = [(name, place, whole) for name in filled if name in spoken
              for whole in [_pieces(texts[name])] if len(whole) > 1 for place in range(len(whole))]  # fmt: skip
    variants: list[dict[str, object]] = [{}]
    variants += [{name: None} for name in filled]
    variants += [{name: "".join(whole[:place] + whole[place + 1 :])} for name, place, whole in pieces]
    built = []
    for column in columns:
        own, code = texts.get(column.name), int(column.codes[row])
        if column.kind is Kind.TEXT:
            values = pa.array([variant.get(column.name, own) for variant in variants], column.data.type)
        else:
            places = [None if code < 0 or column.name in variant else code for variant in variants]
            values = column.data.take(pa.array(places, pa.int32()))
        built.append(ArrowColumn.from_chunks(column.name, [values], encode))
    logs = judge(ArrowTable(built, len(variants), encode))
    best = int(logs[0].argmax())
    fall = logs[0, best] - logs[:, best]
    whole_cells = [Part(name, texts[name], float(fall[1 + place])) for place, name in enumerate(filled)]
    words = [Part(name, whole[place], float(fall[1 + len(filled) + number]))
             for number, (name, place, whole) in enumerate(pieces)]  # fmt: skip
    ranked = sorted(whole_cells, key=lambda part: -part.weight)
    return Explanation(classes[best], float(np.exp(logs[0, best])), ranked, words)


def shared_out(
    cells: Sequence[tuple[str, str]], text: str, spans: Sequence[tuple[int, int]], weights: Sequence[float], *,
    named: bool,
) -> tuple[list[Part], list[Part]]:  # fmt: skip
    """Share the tokens' weights out to columns, the most important first, and to words; names count for their column.

    Args:
        cells: name and text of each filled cell, in the order that they are written in.
        text: the row as it was written: `tabbert.serialize.rows`.
        spans: first character and the one after the last of each token.
        weights: of each token.
        named: whether names stand before the cells, as in tables of more than one column.
    """
    columns, words, start = [], [], 0
    for name, cell in cells:
        head = f"{name}: " if named else ""
        field = head + cell
        rest = text[start : start + len(field)]
        common = next((at for at, both in enumerate(zip(field, rest, strict=False)) if both[0] != both[1]), len(rest))
        end = start + common + (common < len(field))  # a field that was cut ends with an ellipsis
        own = [(last - 1, weight) for (_, last), weight in zip(spans, weights, strict=True) if start < last <= end]
        columns.append(Part(name, cell, sum(weight for _, weight in own)))
        place = start + len(head)
        for piece in _pieces(text[place:end]):
            weight = sum(weight for at, weight in own if place <= at < place + len(piece))
            words.append(Part(name, piece, weight))
            place += len(piece)
        start = end + len("; ")
    return sorted(columns, key=lambda part: -part.weight), words


def _pieces(text: str) -> list[str]:
    words = _WORD.findall(text)
    step = -(-len(words) // _PIECES) or 1
    return ["".join(words[start : start + step]) for start in range(0, len(words), step)]


def _coloured(text: str, weight: float) -> str:
    red, green, blue = _SHADES[weight < 0]
    shade = f"rgba({red},{green},{blue},{min(abs(weight), 1) * 0.6:.2f})"
    return f"<span style='background:{shade}' title='{weight:+.2f}'>{html.escape(text)}</span>"
