"""How far readers agree on what is missing in real columns: `python -m benchmarks.agreement`.

`natural_readings.csv` holds what a large language model said of 1,718 values, asked twice: every value that is labelled
or judged as missing, uninformative or cut off, every other value that had been judged (`natural_judgements.csv`) by
then, and others of the same columns, in any order. It saw the column's name, table and most frequent values, but
neither labels nor verdicts. Values are named by hashes. Nothing is trained or tuned on these readings.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.metrics import cohen_kappa_score, f1_score

from benchmarks import _completeness_judgements as judgements
from benchmarks._record import RESULTS, require_data, table, write
from tabbert.checks.completeness._head import STATUSES
from tabbert.finetune import completeness_corpus as corpus

READINGS = Path(__file__).parent / "natural_readings.csv"
_MEANING = {"complete": "valid", "placeholder": "missing"}
_UNDECIDED = "debatable"


def value_key(table: str, column: str, value: str) -> str:
    """Return the name under which a value is listed, 16 hexadecimal digits."""
    return hashlib.sha256(f"{table}\0{column}\0{value}".encode()).hexdigest()[:16]


def labels(data: Path) -> dict[str, str]:
    """Return the labels of natural values, judged where a method had flagged them."""
    columns, _ = judgements.judged(corpus.natural(data), lambda _: np.empty(0))
    return {
        value_key(own.table, own.name, text): _UNDECIDED
        if label < 0
        else _MEANING.get(STATUSES[label], STATUSES[label])
        for own in columns
        for text, label in zip(own.texts, own.labels, strict=True)
    }


def agreement(one: list[str], other: list[str]) -> dict[str, float]:
    """Compare two readings of the same values, without those that either could not decide.

    Returns:
        ``values`` compared, ``kappa`` over the four statuses (Cohen: A coefficient of agreement for nominal scales,
        1960), and ``f1`` of the second against the first for "not valid"; values that neither calls so do not count.
    """
    both = [(a, b) for a, b in zip(one, other, strict=True) if _UNDECIDED not in (a, b)]
    first, second = (np.array(said) for said in zip(*both, strict=True))
    return {
        "values": len(both),
        "kappa": float(cohen_kappa_score(first, second)),
        "f1": float(f1_score(first != "valid", second != "valid")),
    }


def main() -> None:
    """Compare, print and keep the figures."""
    known = labels(require_data())
    frame = corpus.read_csv(READINGS).filter(pl.col("value").is_in(list(known)))
    said = {"labels": [known[key] for key in frame["value"]], **{n: frame[n].to_list() for n in ("first", "second")}}
    pairs = (("labels", "first"), ("labels", "second"), ("first", "second"))
    found = {f"{one} / {other}": agreement(said[one], said[other]) for one, other in pairs}
    benchmark = json.loads((RESULTS / "completeness.json").read_text(encoding="utf-8"))["figures"]["tabbert"]
    print(table(["", "values", "kappa", "F1"], [[name, own["values"], f"{own['kappa']:.3f}", f"{own['f1']:.3f}"]
                                                for name, own in found.items()]))  # fmt: skip
    print(f"tabbert / labels: F1 {benchmark['natural_judged.f1']['mean']:.3f}")
    write("agreement", found)


if __name__ == "__main__":
    main()
