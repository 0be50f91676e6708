"""The typed front door: every function here is also a method of ``df.bert``."""

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Unpack

import numpy as np
from numpy.typing import NDArray

from tabbert import _profile, _run
from tabbert.clusters import ClusterResult
from tabbert.config import Options, RunOptions
from tabbert.errors import InvalidParameterError, UnknownModelError
from tabbert.labels import ClassificationResult, FineTunedResult
from tabbert.report import Report
from tabbert.result import CheckResult, FittedState

__all__ = ["check", "check_completeness", "classify", "cluster", "embed", "profile"]

Columns = Sequence[Hashable] | Hashable | None
Cache = Literal["on", "off"] | None


def check(
    data: Any,
    name: str,
    /,
    *,
    columns: Columns = None,
    threshold: float | None = None,
    weights: Mapping[str, float] | None = None,
    state: FittedState | str | Path | None = None,
    encoder: Any = None,
    device: str = "auto",
    threads: int | None = None,
    sample: int | float | None = None,
    progress: bool | None = None,
    cache: Cache = None,
    **params: Any,
) -> CheckResult:
    """Run a registered check on a table.

    The frame is never modified. Every distinct text is encoded once and remembered on disk; interrupting is safe.

    Args:
        data: Polars DataFrame, LazyFrame or Series, pandas DataFrame or Series, PyArrow Table or RecordBatchReader, or
            the Path of a Parquet file or of a folder of them.
        name: Registered name of the check; `tabbert plugins list` shows them.
        columns: Columns to look at; None for all.
        threshold: Scores below it are findings, in [0, 1]; None takes the check's own (0.5).
        weights: Weight of each column in the rows' scores, at least 0, 1.0 where not named. They never change a cell.
        state: What was learnt from an earlier table (`result.state`, or the path it was saved to): judge by it.
        encoder: Registered name of an encoder, or an encoder object; None takes the default.
        device: "auto", "cpu", or what the encoder offers besides.
        threads: Processor threads for encoding; None takes the cores that the process may use.
        sample: Look at this many rows only (int), or this share of them (float), evenly spaced.
        progress: Show a progress bar; None shows it on terminals and in notebooks only.
        cache: "on" or "off": remember vectors on disk.
        **params: The check's own parameters.

    Returns:
        The verdicts; ``result.score`` is the table's score in [0, 1].

    Raises:
        UnknownCheckError: No plugin registered this name.
        UnknownParameterError: The check has no such parameter.
        UnknownColumnError: A column is not in the table.
        UnsupportedFrameError: The data is not a frame.
        EncoderUnavailableError: Weights are needed that are neither here nor reachable.
    """
    options = Options(encoder=encoder, device=device, threads=threads, sample=sample, progress=progress, cache=cache)
    return _run.run(
        data,
        _run.make_check(name, params),
        columns=columns,
        threshold=threshold,
        weights=weights,
        state=state,
        options=options,
    )


def check_completeness(
    data: Any,
    /,
    columns: Columns = None,
    *,
    threshold: float | None = None,
    weights: Mapping[str, float] | None = None,
    context: Mapping[str, str] | None = None,
    missing_codes: Mapping[str, Sequence[Any]] | None = None,
    allow: Mapping[str, Sequence[Any]] | None = None,
    corrections: Mapping[str, Mapping[Any, str]] | str | Path | None = None,
    state: FittedState | str | Path | None = None,
    **options: Unpack[RunOptions],
) -> CheckResult:
    """Find what is missing, also where a cell is filled but says nothing ("keine Angabe", "tbd", -999, 1900-01-01).

    A cell's score is the probability that its value serves its column; nulls and blanks score 0. The encoder reads
    the value in its column's context (name, typical values, frequency), in any of about 100 languages.
    See `check` for the other arguments, errors and cost.

    Args:
        data: Polars DataFrame, LazyFrame or Series, pandas DataFrame or Series, or PyArrow Table.
        columns: Columns to look at; None for all.
        threshold: Scores below it are findings, in [0, 1].
        weights: Weight of each column in the rows' scores.
        context: Words that describe a column, read in place of its name: ``{"V12": "age of the patient"}``.
        missing_codes: Values that mean "missing" in a column, always: ``{"V12": [-9, "k.A."]}``.
        allow: Values that are complete in a column, always: ``{"allergies": ["None"]}``.
        corrections: What the verdict on at most 20 values should be; values like them follow. Or a YAML file that
            `CheckResult.save_corrections` wrote.
        state: What was learnt from an earlier table; what is declared here adds to what it holds.
        **options: encoder, device, threads, sample, progress and cache, as of `check`.

    Returns:
        The verdicts; ``result.columns`` shows the null rate beside the effective completeness.

    Raises:
        DeclarationError: Declarations contradict each other, or have another form.

    Examples:
        >>> import polars as pl, tabbert
        >>> df = pl.DataFrame({"remark": ["Paid in full", None, "Lieferung am Montag", ""]})
        >>> result = tabbert.check_completeness(df)  # doctest: +SKIP
    """
    declared = {"context": context, "missing_codes": missing_codes, "allow": allow, "corrections": corrections}
    return check(
        data,
        "completeness",
        columns=columns,
        threshold=threshold,
        weights=weights,
        state=state,
        **options,
        **{name: said for name, said in declared.items() if said is not None},
    )


def classify(
    data: Any,
    target: Hashable | None = None,
    /,
    *,
    columns: Columns = None,
    labels: Mapping[str, str] | Sequence[str] | None = None,
    model: FittedState | str | Path | None = None,
    method: str = "auto",
    time_budget_s: float | None = None,
    name: str | None = None,
    abstain_below: float | None = None,
    target_precision: float | None = None,
    threshold: float | None = None,
    **options: Unpack[RunOptions],
) -> ClassificationResult | FineTunedResult:
    """Label rows by the labels of others: rows with a value in the target column teach, rows without one are labelled.

    Numbers, dates, booleans and categories count beside text, in any of about 100 languages. Confidence is calibrated,
    and a row that has a label is judged by fits that have not seen it, so that wrong labels are found. The same rows
    get the same labels in any order, process and number of threads. See `check` for the other arguments and cost.

    Args:
        data: Polars DataFrame, LazyFrame or Series, pandas DataFrame or Series, or PyArrow Table.
        target: Column that holds the labels; leave it out with ``labels`` or ``model`` where no row has one.
        columns: Columns to tell the label from; None takes all others. Leave out what gives the label away.
        labels: What each label means (``{"billing": "invoices and payments"}``), or the labels alone: used where no
            row has a label.
        model: A classifier that an earlier call learnt: ``result.state``, or the path it was saved to; or the name of
            one that `tabbert.finetune` made, which reads the columns it learnt from, with its own encoder.
        method: "head" learns from cached vectors, in seconds. "few-shot" fine-tunes the encoder by pairs of rows (as
            SetFit does) and "fine-tune" every layer, in minutes, with the training extra. "auto" is the head; with
            ``time_budget_s`` it also trains, by pairs up to 64 rows a label, and keeps what is better on rows held out.
        time_budget_s: Seconds after which training stops, with what it has learnt.
        name: What a fine-tuned classifier is called from now on; None takes the target's name with the method's.
        abstain_below: Confidence below which no label is given, in [0, 1].
        target_precision: Share of the given labels that should be right, in (0, 1]; sets ``abstain_below``.
        threshold: Rows whose score is below it are findings, in [0, 1].
        **options: encoder, device, threads, sample, progress and cache, as of `check`.

    Returns:
        ``result.rows`` with label, confidence, runner_up, abstained and doubted; ``result.evaluation``,
        ``result.per_class``, ``result.confusion``, ``result.fill()`` and ``result.explain(row)``. Of a fine-tuned
        classifier, which judges each row by itself, a `FineTunedResult`: label, confidence, runner_up and abstained,
        ``result.evaluation`` on rows held out, ``result.fill()`` and ``result.model``.

    Raises:
        InvalidParameterError: No row has a label, or all have the same one; a parameter makes no sense.
        UnknownColumnError: A column is not in the table.
        StateMismatchError: The model is damaged, or of another version or encoder.
        MissingExtraError: "few-shot" or "fine-tune" without the training extra.
        TrainingDataError: Too few rows with a label to train on and to hold some out.

    Examples:
        >>> import polars as pl, tabbert
        >>> df = pl.DataFrame({"text": ["Refund please", "Login fails", "Where is my refund?"],
        ...                    "topic": ["money", "access", None]})
        >>> result = tabbert.classify(df, "topic")  # doctest: +SKIP
    """
    given: dict[str, Any] = {
        "labels": dict(labels)
        if isinstance(labels, Mapping)
        else labels
        if isinstance(labels, str | None)
        else (*labels,),
        "abstain_below": abstain_below,
        "target_precision": target_precision,
    }
    if isinstance(model, str) and _is_saved(model):
        fixed = {"target": target, "columns": columns, "labels": labels,
                 "encoder": options.get("encoder"), "target_precision": target_precision}  # fmt: skip
        if told := [name for name, said in fixed.items() if said is not None]:
            raise InvalidParameterError(told[0], "left out with a fine-tuned classifier, which has its own", "one")
        from tabbert._saved import classify_saved

        return classify_saved(data, model, abstain_below=abstain_below or 0.0, threshold=threshold, **options)
    by_training = method not in ("auto", "head")
    if by_training or time_budget_s is not None or name is not None:
        from tabbert import _trained

        _trained.check_method(method, time_budget_s, name)
        fixed = {"labels": labels, "target_precision": target_precision, "model": model,
                 "sample": options.get("sample")}  # fmt: skip
        if told := [one for one, said in fixed.items() if said is not None]:
            raise InvalidParameterError(told[0], "left out where a classifier is to be trained", "one")
        if target is None:
            raise InvalidParameterError("target", "the name of a column", target)

    def train(way: str) -> FineTunedResult:
        assert target is not None
        return _trained.classify_trained(
            data, target, method=way, columns=columns, name=name, time_budget_s=time_budget_s,
            abstain_below=abstain_below, threshold=threshold, **options,
        )  # fmt: skip

    if by_training:
        return train(method)
    result = check(
        data,
        "classification",
        columns=columns,
        threshold=threshold,
        state=model,
        **options,
        target="" if target is None else str(target),
        **{name: said for name, said in given.items() if said is not None},
    )
    assert isinstance(result, ClassificationResult)
    return _trained.better(result, train) if method == "auto" and time_budget_s is not None else result


def _is_saved(model: str) -> bool:
    """Whether a text names a fine-tuned classifier, not a file of a state."""
    from tabbert.store.saved import find

    if Path(model).exists():
        return False
    try:
        return bool(find(model))
    except UnknownModelError:
        return False


def cluster(
    data: Any,
    /,
    columns: Columns = None,
    *,
    min_cluster_size: int | None = None,
    sample_rows: int = 16_384,
    remove_language: bool = True,
    removal: str | Path | None = None,
    threshold: float | None = None,
    state: FittedState | str | Path | None = None,
    **options: Unpack[RunOptions],
) -> ClusterResult:
    """Group rows by what their text says, across languages: the same topic in six languages is one cluster.

    The same rows give the same clusters in any order, process and number of threads; equal rows are always together.
    Columns of numbers and dates are left out; leave out identifiers too, they mean nothing.

    ``min_cluster_size`` is the number of distinct texts in the smallest cluster, at least 2; None takes 0.4 times the
    square root of their number, at least 5. Clusters are found on ``sample_rows`` distinct texts (at least 100, drawn
    by hash); the others are assigned. ``remove_language=False`` keeps the language in the vectors; ``removal`` names a
    folder with a language removal of your own (`tabbert finetune clustering`). See `check` for the other arguments,
    errors and cost.

    Returns:
        ``result.rows`` with cluster (-1 for outliers), membership and outlier_score; ``result.clusters``; and verbs.

    Raises:
        InvalidParameterError: No column holds text, or a parameter makes no sense.
        ModelStoreError: ``removal`` is no folder of a language removal, or was altered.

    Examples:
        >>> import polars as pl, tabbert
        >>> df = pl.DataFrame({"text": ["The parcel is late", "Das Paket kommt nicht", "I forgot my password"]})
        >>> result = tabbert.cluster(df)  # doctest: +SKIP
    """
    result = check(
        data,
        "clustering",
        columns=columns,
        threshold=threshold,
        state=state,
        **options,
        min_cluster_size=min_cluster_size,
        sample_rows=sample_rows,
        remove_language=remove_language,
        removal=None if removal is None else str(removal),
    )
    assert isinstance(result, ClusterResult)
    return result


def embed(
    data: Any,
    /,
    columns: Columns = None,
    *,
    encoder: Any = None,
    device: str = "auto",
    threads: int | None = None,
    progress: bool | None = None,
    cache: Cache = None,
) -> NDArray[np.float32]:
    """Return one vector per row: the raw text of one column, or the serialised row of several.

    Rows with equal text share one encoding; a row with nothing in it gets the vector of the empty text.
    See `check` for the arguments.

    Returns:
        float32 (n, dim), each row of length 1.
    """
    options = Options(encoder=encoder, device=device, threads=threads, progress=progress, cache=cache)
    return _run.embed(data, columns, options)


def profile(
    data: Any,
    /,
    checks: Sequence[str] | str | None = None,
    *,
    columns: Columns = None,
    targets: Sequence[str] | str | None = None,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    row_sample: int = 10_000,
    **options: Unpack[RunOptions],
) -> Report:
    """Run several checks over a table that is read, indexed and encoded once, and report on it as a whole.

    A check that fails is an ERROR in the report, never absent. See `check` for the other arguments.

    Args:
        data: Polars DataFrame, LazyFrame or Series, pandas DataFrame or Series, or PyArrow Table.
        checks: Registered names; None runs every check that needs not be told anything, those of plugins too.
        columns: Columns to look at; None for all.
        targets: Columns of labels: a check that learns one (a parameter ``target``) runs once for each.
        settings: Of each check by name: its parameters, and ``columns``, ``threshold``, ``weights`` and ``state``:
            ``{"clustering": {"columns": "message"}, "completeness": {"missing_codes": {"age": [-9]}}}``.
        row_sample: Checks of rows and tables, which encode every row, look at this many rows at most, evenly spaced;
            checks of values look at all.
        **options: encoder, device, threads, sample, progress and cache, as of `check`, for all checks.

    Returns:
        ``report.usable``, ``report.columns``, ``report["completeness"]``, ``report.write("report.html")``.

    Raises:
        UnknownCheckError: No plugin registered a check of this name, or settings are of one that is not run.
        UnknownColumnError: A column, or a target, is not in the table.
        UnknownParameterError: A check has no such parameter.
        UnsupportedFrameError: The data is not a frame.

    Examples:
        >>> import polars as pl, tabbert
        >>> df = pl.DataFrame({"remark": ["Paid in full", None, "tbd"]})
        >>> tabbert.profile(df).write("report.html")  # doctest: +SKIP
    """
    return _profile.profile(
        data,
        checks=checks,
        columns=columns,
        targets=targets,
        settings=settings,
        row_sample=row_sample,
        options=Options(**options),
    )
