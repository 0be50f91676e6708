"""Whom the rules beside the completeness head concern in real columns: `python -m benchmarks.completeness_rules`.

`benchmarks.completeness` judges the head of each fold, which has not seen the columns; rules need no training, and are
counted here: numbers and addresses among words (`_forms`), texts read in a wrong encoding (`_mojibake`), and values
that begin another one and end inside its word (`_cut_short`, which only weighs beside the head). Labels are those of
the benchmark: ordinary values of government tables are assumed to be valid.
"""

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import _completeness_columns as tests
from benchmarks.completeness import test_columns
from tabbert.checks.completeness import _forms
from tabbert.checks.completeness._characters import scan
from tabbert.checks.completeness._cut_short import cut_short
from tabbert.checks.completeness._head import STATUSES
from tabbert.checks.completeness._mojibake import broken
from tabbert.core.verdict import Verdict
from tabbert.finetune import completeness_corpus as corpus
from tabbert.finetune.completeness_corpus import LabelledColumn
from tabbert.finetune.completeness_prepared import fit_state

Rule = Callable[[LabelledColumn], NDArray[np.bool_]]


def by_form(column: LabelledColumn) -> NDArray[np.bool_]:
    """Tell which values are an address, a date or a number in a column of words, bool (m,)."""
    known = _forms.form_shares(column.texts, column.counts, scan(column.texts), fit_state(column))
    m, forms = len(column.texts), _forms.Forms.from_profile(known)
    verdict = Verdict(np.ones(m), np.full(m, "complete", object), np.full(m, "", object))
    if forms is not None:
        forms.overrule(verdict, np.arange(m), column.texts)
    return np.asarray(verdict.score < 0.5)


RULES: dict[str, Rule] = {
    "form": by_form,
    "mojibake": lambda column: broken(column.texts),
    "cut short": lambda column: cut_short(column.texts),
}


def columns(data: Path) -> dict[str, list[LabelledColumn]]:
    """Return real columns, and those of texts that were cut off, by benchmark."""
    folds = tests.folds(data)
    return {
        "natural": corpus.natural(data),
        "natural_truncation": corpus.natural_truncation(data),
        **{name: own for name, own in test_columns(data).items() if name != "magellan thinned"},
        "hard_negatives": [c for fold in folds for c in tests.hard_columns(data, fold)],
        "truncation_5%": [c for fold in folds for c in tests.truncation_columns(data, fold, 0.05, True)],
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Print how many values each rule concerns, by label, and those that are labelled complete."""
    parser = argparse.ArgumentParser(prog="benchmarks.completeness_rules", description=__doc__)
    default = Path(os.environ.get("TABBERT_DATA") or Path(__file__).resolve().parents[1] / "../shared/data")
    parser.add_argument("--data", type=Path, default=default)
    options = parser.parse_args(arguments)
    if not (options.data / "A_completeness").is_dir():
        print("skipped: the folder of benchmark data is not here; name it with --data or TABBERT_DATA")
        return
    print(f"{'':20}{'rule':12}{'values':>9}{'concerned':>11}  of them, by label")
    for benchmark, some in columns(options.data).items():
        total = sum(int((c.labels >= 0).sum()) for c in some)
        for name, rule in RULES.items():
            found = [(c, i) for c in some for i in np.flatnonzero(rule(c) & (c.labels >= 0)).tolist()]
            labels = np.bincount([c.labels[i] for c, i in found], minlength=len(STATUSES)) if found else []
            said = ", ".join(f"{status} {n}" for status, n in zip(STATUSES, labels, strict=False) if n)
            print(f"{benchmark:20}{name:12}{total:9d}{len(found):11d}  {said}")
            for c, i in found:
                if c.labels[i] == 0:
                    print(f"{'':20}  {c.name}: {c.texts[i][:60]}")


if __name__ == "__main__":
    main()
