"""Writes ``docs/explanation/figures.md`` from the other benchmarks' JSON files: no figure is typed by hand.

python -m benchmarks.figures
"""

import json
import math
import statistics
from pathlib import Path
from typing import Any

from benchmarks import _model_figures as models
from benchmarks._clustering_picture import clustering_picture
from benchmarks._markdown import figures_of as _figures
from benchmarks._markdown import markdown_table as _table
from benchmarks._record import RESULTS
from benchmarks._reliability_picture import reliability_picture
from benchmarks._speed_figures import (
    cascade_section,
    engines_section,
    scale_section,
    startup_section,
    store_section,
    tables_section,
)

PAGE = Path(__file__).parent.parent / "docs" / "explanation" / "figures.md"
HEAD = """# Figures

Written by `python -m benchmarks.figures` from `benchmarks/results/`, where each file also holds versions, processor,
threads and noise. Every figure stands next to its competitor from the same run. Machines are noisy: read ratios.
"""
QUALITY = {
    "natural.f1": "natural columns: F1",
    "natural.ap": "natural columns: average precision",
    "natural_judged.f1": "the same, alarms judged: F1",
    "natural_judged.ap": "the same, alarms judged: average precision",
    "natural_judged.false_alarms_per_value": "the same, alarms judged: false alarms per value",
    "natural_judged.false_alarms_per_column": "the same, alarms judged: columns flagged without a finding",
    "natural.false_alarms_per_value": "natural columns: false alarms per value",
    "natural.false_alarms_per_column": "natural columns flagged without a labelled finding",
    "left_out_languages.recall": "left-out languages, 2% prevalence: recall",
    "left_out_languages.false_alarms_per_value": "left-out languages: false alarms per value",
    "left_out_languages.recall_at_0.3%_false_alarms": "left-out languages: recall at 0.3% false alarms",
    "left_out_phrases.recall": "phrases of left-out languages (unknown author): recall",
    "left_out_phrases.recall_at_0.3%_false_alarms": "the same: recall at 0.3% false alarms",
    "nulls.recall": "what programs write for null (None, NaN) in columns of left-out languages: recall",
    "hard_negatives.false_alarms": "hard negatives: false alarms",
    "truncation_50%.ap": "cut off, left-out languages, 50%: average precision",
    "truncation_5%.ap": "the same, 5%: average precision",
    "truncation_5%_sentences.ap": "of these, sentences: average precision",
    "truncation_5%_labels.ap": "of these, names of categories, products, jobs and ingredients: average precision",
    "truncation_5%_no_marks.ap": "cut off, 5%, no final marks: average precision",
    "truncation_5%_no_marks.false_alarms_per_value": "the same, 5%, no final marks: false alarms per value",
    "truncation_5%_remarks.ap": "the same, short remarks: average precision",
    "truncation_5%_remarks.recall": "the same, short remarks: recall",
    "truncation_5%_remarks.false_alarms_per_value": "the same, short remarks: false alarms per value",
    "natural_truncation.ap": "cut off at a column's limit, real tables: average precision",
    "freetext.auroc": "free text: AUROC",
    "misplaced.ap": "Magellan, other columns' values in the title (as is): average precision",
    "misplaced_10%.ap": "the same in a tenth of the titles: average precision",
    "fahes.f1": "FAHES: F1",
    "fahes.numeric_sentinel_recall": "FAHES: recall of numeric sentinels",
    "quintet.missing_recall": "Quintet: recall of missing cells",
    "quintet.false_alarms_per_cell": "Quintet: false alarms per cell",
    "calibration.largest_gap": "calibration among findings, all folds together: largest gap",
    "natural.brier_skill": "Brier skill: natural columns",
    "left_out_languages.brier_skill": "Brier skill: left-out languages",
    "truncation_5%.brier_skill": "Brier skill: cut off, 5%",
    "freetext.brier_skill": "Brier skill: free text",
    "fahes.brier_skill": "Brier skill: FAHES",
    "quintet.brier_skill": "Brier skill: Quintet",
}


def main() -> None:
    """Write the page."""
    completeness = [
        _completeness(), _agreement(), _completeness_again(), _end_probe(), _completeness_cost(), _corrections(),
    ]  # fmt: skip
    speed = [
        models.encoder(), models.precision(), models.student(), models.gpu(), startup_section(), tables_section(),
        cascade_section(), scale_section(), engines_section(), store_section(), _profile_page(),
    ]  # fmt: skip
    labels = [_classification(), models.distillation(), models.family()]
    sections = [HEAD, *completeness, _clustering(), *labels, *speed, _plugins()]
    reliability_picture(RESULTS / "completeness.json", PAGE.parent / "pictures" / "completeness-calibration.svg")
    clustering_picture(RESULTS / "clustering_scale.json", PAGE.parent / "pictures" / "clustering-scale.svg")
    PAGE.write_text("\n".join(filter(None, sections)), encoding="utf-8")
    print(f"wrote {PAGE.name}")


def _completeness() -> str:
    figures = _figures("completeness")
    if not figures:
        return ""
    folds = json.loads((RESULTS / "completeness.json").read_text(encoding="utf-8")).get("folds", 5)
    systems = list(figures)
    rows = []
    for key, words in QUALITY.items():
        cells = [figures[system].get(key) for system in systems]
        if any(cells):
            rows.append([words, *map(_with_spread, cells)])
    return (
        "## Completeness: `python -m benchmarks.completeness`\n\n"
        f"{folds} of 5 folds; tables, languages and column concepts of the test fold are never in training; default\n"
        "threshold. Words and phrases of training were written by people who had seen what earlier versions missed in\n"
        "these tables (the head's card lists it), also for the kinds of columns that a fold leaves out. ± is the\n"
        "standard deviation over folds, and a bootstrap's where all folds are taken together.\n"
        "The natural columns' labels are weak: every value that tabbert flags against them was judged by one reader,\n"
        "and so were most that others flag, mostly without knowing who did (`natural_judgements.csv`; the JSON lists\n"
        "them). About a hundred that only the n-grams flagged in this run were not. FAHES, Quintet\n"
        "and free text say what is missing, not what is cut off: there, truncated values count as neither (the\n"
        "longest answers of free text were cut off at 600 characters). What programs write for null is in training\n"
        "too, and in the word lists: only the columns are new there. What was tuned while looking at which set is\n"
        "written in the head's card.\n\n" + _table(["", *systems], rows)
    )


def _completeness_again() -> str:
    """Compare the first fold of two runs of the whole recipe."""
    figures, path = _figures("completeness"), RESULTS / "completeness_again.json"
    if not figures or not path.exists():
        return ""
    again = json.loads(path.read_text(encoding="utf-8"))
    one, other = figures["tabbert"], again["figures"]["tabbert"]
    rows = [
        [words, f"{one[key]['folds'][0]:.3f}", f"{other[key]['folds'][0]:.3f}", f"{one[key]['spread']:.3f}"]
        for key, words in QUALITY.items() if key in other and other[key]["folds"]
    ]  # fmt: skip
    return (
        f"### The recipe again: `python -m benchmarks.completeness --seed {again['seed']} --folds 1`\n\n"
        "Another seed of everything that is drawn: columns and what is cut off in them, sentences, batches, the end\n"
        "vector's training from its start, networks and trees. The first fold of both runs. (The second run is older:\n"
        "it had no lists of words, none of the further kinds of columns and none with what programs write for null,\n"
        "read no names, and its end vector was trained before columns of things without a name were corrected.)\n\n"
        + _table(["", "first run", "again", "spread over folds"], rows)
    )


def _agreement() -> str:
    """Compare readers of the natural columns with their labels, and with each other."""
    figures = _figures("agreement")
    if not figures:
        return ""
    ours = _figures("completeness")["tabbert"]["natural_judged.f1"]["mean"]
    rows = [[pair, f"{own['values']:,}", f"{own['kappa']:.3f}", f"{own['f1']:.3f}"] for pair, own in figures.items()]
    return (
        "### How far readers agree: `python -m benchmarks.agreement`\n\n"
        "What a large language model, asked twice, said of the natural columns' values (column, table and frequent\n"
        'values beside them, neither labels nor verdicts), against the labels. kappa over four statuses, F1 of "not\n'
        f'valid" as in the table above, where tabbert has {ours:.3f}.\n\n' + _table(["", "values", "kappa", "F1"], rows)
    )


def _corrections() -> str:
    figures = _figures("corrections")
    if not figures:
        return ""
    keys = ["kind", "half", "corrections", "way", "columns", "wrong_before", "wrong_after", "broken", "columns_worse",
            "broken_by_confirming"]  # fmt: skip
    rows = [[found[key] for key in keys] for found in figures]
    return (
        "## Corrections: `python -m benchmarks.corrections`\n\n"
        "A simulated user corrects the k worst mistakes of a column. Counted are mistakes among the values that were\n"
        "not corrected: before (exact corrections alone leave them), and after, where similar values follow; `broken`\n"
        "were right before; the last column counts what breaks where the user confirms k right verdicts instead.\n"
        "`own taste`: columns whose owner takes one kind of fillers for complete. Reach and bound were chosen on one\n"
        "half. `labelled columns`: mistakes are few because the shipped head learnt from many of these columns.\n\n"
        + _table([key.replace("_", " ") for key in keys], rows)
    )


def _clustering() -> str:
    figures = _figures("clustering")
    if not figures:
        return ""
    parts = [
        "## Clustering: `python -m benchmarks.clustering`\n\n"
        "What is learnt comes from one half of languages, sentences and categories, tables from the other half, in\n"
        "turns. Adjusted mutual information (AMI) and adjusted Rand index (ARI) with the topic over all rows, every\n"
        "noise row a cluster of its own; AMI with the language over clustered rows. *Gold-centred* systems are told\n"
        "every row's language and KMeans the number of topics, which no table tells: references, not competitors.\n"
    ]
    for setting, by_system in figures["quality"].items():
        keys = ("ami", "ari", "language_ami", "noise")
        rows = [
            [name, *(f"{own[key]:.3f}" for key in keys), f"{own['clusters']:.0f}"] for name, own in by_system.items()
        ]
        tables = f"{next(iter(by_system.values()))['tables']:.0f}"
        heading = ["system", "AMI topic", "ARI topic", "AMI language", "noise", "clusters"]
        parts.append(f"{setting} (means of tables: {tables})\n\n{_table(heading, rows)}")
    rows = [[name, f"{own['together']:.3f}", f"{own['clusters']:.0f}"] for name, own in figures["parallel"].items()]
    parts.append(
        "Translations in one cluster, corrected for chance\n\n" + _table(["system", "share", "clusters"], rows)
    )
    parts.append(_table(["stability", ""], [[name, f"{value:.3f}"] for name, value in figures["stability"].items()]))
    adapted = _figures("clustering_adaptation")
    if adapted:
        keys = ("ami_before", "ami_after", "language_ami_before", "language_ami_after")
        rows = [[row["shown"], f"{row['texts']:,.0f}", row["table"], row["new"], *(f"{row[key]:.3f}" for key in keys)]
                for row in adapted]  # fmt: skip
        heading = ["shown", "texts", "tested on", "new there", "AMI before", "AMI after", "language before", "after"]
        parts.append(
            "Adapted to a user's own texts (`--adapt`), which are never those tested on. It starts from the shipped\n"
            "removal, which has seen all of them without their topics. `finetune clustering` writes what wins on\n"
            "texts like those shown, held out.\n\n" + _table(heading, rows)
        )
    curve = _figures("clustering_scale")
    if curve:
        rows = [
            [f"{row['rows']:,}", f"{row['tabbert_s']:.1f}", f"{row['umap_s']:.1f}" if "umap_s" in row else "–",
             f"{row['ratio']:.3f}" if "ratio" in row else "–", f"{row['peak_mb']:.0f}"] for row in curve
        ]  # fmt: skip
        heading = ["rows", "tabbert s", "UMAP + HDBSCAN s", "ratio", "peak MB of the process"]
        parts.append(
            "After encoding (`--scale`), processor time on one thread, the same vectors\n\n" + _table(heading, rows)
        )
    return "\n".join(parts)


def _with_mean(by_language: dict[str, Any]) -> dict[str, Any]:
    """Return figures by language and system, and their means over the languages."""
    first = next(iter(by_language.values()))
    mean = {system: {way: statistics.mean(own[system][way] for own in by_language.values()) for way in ways}
            for system, ways in first.items()}  # fmt: skip
    return {**by_language, "mean": mean}


def _classification() -> str:
    figures = _figures("classification")
    if not figures:
        return ""
    most = max(own["split"]["rows"] for own in figures["tables"].values())
    parts = [
        "## Row classification: `python -m benchmarks.classification`\n\n"
        f"Nine tables of at most {most:,} rows, means of three draws. A quarter is judged; near-identical rows never\n"
        "stand on both sides, and columns that tell the label are dropped (splits and columns are in the JSON file).\n"
        "`blend` is the mean of the two regressions. Calibration error: expected, 15 bins, draws together; sure:\n"
        "accuracy of the most confident 80%; behind: of the best system, on the worst table.\n\n"
        "tabbert is given the rows to label in the same table, without labels, as a user has them, and estimates from\n"
        "them how frequent labels are; the others see them at prediction only. While its settings were chosen,\n"
        "the judged rows of daily_show, seattle, wildlife, taxonomy and netflix were looked at; those of\n"
        "ca_health, esco and support were not. That github was behind at 8 labels was seen; what was changed for it\n"
        "was chosen on rows drawn from those that teach in the first draw, some of which are judged in the others;\n"
        "so was how columns of values are weighted (on wildlife, github, seattle and netflix) and how they act\n"
        "together with words and meanings (on all nine, after netflix had been seen behind at 32 labels).\n"
    ]
    keys = ("rank", "accuracy", "behind_best", "macro_f1", "ece", "sure")
    heading = ["system", "mean rank", "accuracy", "behind", "macro F1", "calibration error", "sure"]
    for budget, by_system in figures["summary"].items():
        rows = [[name, *(f"{own[key]:.3f}" for key in keys)] for name, own in by_system.items()]
        parts.append(f"{budget} labels of each class\n\n{_table(heading, rows)}")
    parts.append(_by_table(figures))
    if "transfer" in figures:
        rows = [
            [language, system, f"{own['from English']:.3f}", f"{own['in-language']:.3f}",
             f"{own['from English'] / own['in-language']:.3f}"]
            for language, by_system in _with_mean(figures["transfer"]).items() for system, own in by_system.items()
        ]  # fmt: skip
        parts.append(
            "The product taxonomy, taught in English and judged in another language, and taught in that one. Settings\n"
            "were chosen on eight other languages of it, and on one of the three divisions of these five. The\n"
            "language removal has seen nothing of the taxonomy there; the shipped one learnt from its names, too.\n"
            "Wanted: a ratio of 0.95\n\n" + _table(["language", "system", "from English", "in-language", "ratio"], rows)
        )
    if "setfit" in figures:
        few = figures["setfit"]
        rows = [
            [name, budget, system, *(f"{own[key]:.3f}" for key in ("accuracy", "macro_f1", "ece")),
             f"{own['processor_s']:.1f}"]
            for name, by_budget in few["tables"].items() for budget, by_system in by_budget.items()
            for system, own in by_system.items()
        ]  # fmt: skip
        parts.append(
            f"SetFit on the default encoder's weights, {few['steps']} steps of 16 pairs, {few['draws']} draw(s), the\n"
            "same rows for all; seconds of a processor for fit and prediction\n\n"
            + _table(
                ["table", "labels of each", "system", "accuracy", "macro F1", "calibration error", "seconds"], rows
            )
        )
    if "speed" in figures:
        own = figures["speed"]
        parts.append(f"Fit and prediction of {own['rows']:,.0f} rows whose vectors are known, on {own['cores']} cores: "
                     f"{own['wall_s']:.1f} s, {own['processor_s']:.1f} s of processor time.\n")  # fmt: skip
    return "\n".join(parts)


def _by_table(figures: dict[str, Any]) -> str:
    """Return the accuracy of every system on every table of the classification benchmark."""
    systems = list(next(iter(figures["summary"].values())))
    rows = [
        [name, f"{own['split']['rows']:,}", own["split"]["classes"], budget,
         *(f"{own[budget][system]['accuracy']:.3f}" for system in systems)]
        for name, own in figures["tables"].items() for budget in figures["summary"]
    ]  # fmt: skip
    return _table(["table", "rows", "classes", "labels of each", *systems], rows)


def _with_spread(cell: dict[str, float] | None) -> str:
    if not cell or math.isnan(cell["mean"]):
        return "–"  # nothing was found, so there is nothing to measure
    return f"{cell['mean']:.3f} ±{cell['spread']:.3f}"


def _profile_page() -> str:
    figures = _figures("profile_page")
    if not figures:
        return ""
    rows = [
        [f"{name} {own['version']}", f"{own['rows']:,}", f"{own['seconds_to_write']:.0f}", f"{own['bytes'] / 1e6:.2f}",
         f"{own['first_paint_s']:.2f}", f"{own['ready_s']:.2f}", f"{own['slowest_ready_s']:.2f}"]
        for name, own in figures["pages"].items()
    ]  # fmt: skip
    headings = ["page of", "rows", "s to write", "MB", "s to first paint", "s until ready", "slowest"]
    return (
        f"## The page of {figures['rows']:,} rows x {figures['columns']} columns: `benchmarks.profile_page`\n\n"
        "In headless Chromium, from a file, medians in turns. Targets: 2 MB, ready in less than 1 s. What it takes to "
        "write a page is not the same work: tabbert's holds completeness, clusters and a learnt label.\n\n"
        + _table(headings, rows)
    )


def _plugins() -> str:
    figures = _figures("plugins")
    if not figures:
        return ""
    parts = ["## Plugins\n\nFaults put into real texts (`benchmarks.plugins`); the plugins run with their defaults.\n"]
    for name, rows in figures.items():
        parts.append(f"### tabbert-{name}\n\n{_table(list(rows[0]), [row.values() for row in rows])}")
    return "\n".join(parts)


def _end_probe() -> str:
    figures = _figures("end_probe")
    if not figures:
        return ""
    places = list(next(iter(figures["auroc"].values())))
    rows = [[layer, *(f"{own[place]:.3f}" for place in places)] for layer, own in figures["auroc"].items()]
    return (
        "## Where the frozen encoder knows that a text was cut off: `python -m benchmarks.end_probe`\n\n"
        "AUROC in languages that the probe was not trained on; sentences without final marks.\n\n"
        + _table(["after layer", *places], rows)
    )


def _completeness_cost() -> str:
    figures = _figures("completeness_cost")
    if not figures:
        return ""
    rows = [
        [f"{row['distinct']:,}", f"{row['encode_s']:.2f}", f"{row['check_s']:.2f}", f"{row['share_of_encoder']:.0%}"]
        for row in figures["curve"]
    ]
    million = figures["million_rows"]
    return (
        "## Cost of a completeness check: `python -m benchmarks.completeness_cost`\n\n"
        "Encoding distinct values alone, and checking a column of them, in turns; medians.\n\n"
        + _table(["distinct values", "encoding s", "check s", "of the encoder's throughput"], rows)
        + f"\n{figures['slope_us']:.0f} microseconds for each distinct value (R2 of the line: {figures['r2']:.4f}). "
        f"A column of 1,000,000 rows with 10,000 distinct values: {million['texts']:,} encodings, "
        f"{million['seconds']:.1f} s.\n"
    )


if __name__ == "__main__":
    main()
