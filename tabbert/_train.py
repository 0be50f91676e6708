"""The typed front door to training: fine-tune a classifier of rows, distil a smaller model (training extra)."""

from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tabbert import frames
from tabbert._encoding import encoder_of
from tabbert._plugins import registry
from tabbert._progress import bar
from tabbert.checks.classification._lesson import given_labels
from tabbert.config import Options
from tabbert.errors import InvalidParameterError, MissingExtraError, UnknownColumnError, UnsupportedFrameError
from tabbert.store.models import check_name

if TYPE_CHECKING:
    from tabbert.encoders.exported import ExportedEncoder, SavedClassifier
    from tabbert.finetune.attribution import Attribution

__all__ = ["attribute", "distill", "finetune"]

Columns = Sequence[Hashable] | Hashable | None


def finetune(
    task: Literal["classification"],
    data: Any,
    /,
    *,
    target: Hashable,
    name: str,
    columns: Columns = None,
    encoder: Any = None,
    method: Literal["finetune", "lora", "contrastive"] = "finetune",
    device: str = "auto",
    progress: bool | None = None,
    **settings: Any,
) -> "SavedClassifier":
    """Fine-tune an encoder on the rows of a table that have a label, and keep the classifier as a model folder.

    A part of the rows is held out, near-identical ones together: half of it tells when to stop and calibrates, the
    other half gives the scores of the model card. The folder loads in transformers and sentence-transformers too, and
    serves without torch. Needs ``pip install "tabbert[train]"``.

    Args:
        task: "classification". (`tabbert finetune completeness` and `clustering` train from folders of data.)
        data: Polars, pandas or PyArrow table.
        target: Column of the labels; rows without one are left out.
        name: What the model is called from now on; an earlier one of this name stays as a version.
        columns: Columns that a row's text is written from; None for all but the target.
        encoder: What to start from: a name of `tabbert models list`, a folder, an id of the hub; None for the default.
        method: "finetune", "lora", or "contrastive" for few labels; see `tabbert.finetune.settings.Settings`.
        device: "auto", "cpu", "cuda" or "mps".
        progress: Show a progress bar; None shows it on terminals and in notebooks only.
        **settings: ``epochs``, ``batch_size``, ``learning_rate``, ``max_tokens``, ``held_out``, ``patience``, ``seed``,
            ``work`` (a folder of checkpoints, to go on after an interruption) and others of `Settings`.

    Returns:
        The classifier; ``.about.scores`` says how good it is, ``.probabilities(texts)`` asks it.

    Raises:
        TrainingDataError: No labels, only one, no text, or too few rows.
        UnknownColumnError: A column is not in the table.
        EncoderUnavailableError: The encoder's weights are neither here nor reachable.
        MissingExtraError: torch or another training library is not installed.
    """
    if str(task) != "classification":
        hint = "'classification' (`tabbert finetune completeness DATA` trains the completeness check)"
        raise InvalidParameterError("task", hint, task)
    _check_name(name)
    recipe = _recipe("classification")
    chosen = recipe.settings_of({"method": method, "device": device, **settings})
    frame = frames.read(data)
    places = frame.positions([target])
    if len(places) != 1:
        raise UnknownColumnError([str(target)], frame.names)
    read = [place for place in frame.positions(columns) if place not in places]
    if not read:
        raise InvalidParameterError("columns", "at least one column besides the target", columns)
    table = frame.table(read)
    with bar(progress, "fine-tuning") as show:
        trained: SavedClassifier = recipe.finetune_texts(
            table.row_texts(),
            given_labels(frame.table(places).columns[0], frame.n_rows),
            encoder=encoder_of(Options(encoder=encoder)),
            settings=chosen,
            name=name,
            target=frame.names[places[0]],
            columns=[column.name for column in table.columns],
            progress=show,
        )
    return trained


def distill(
    teacher: Any,
    data: Any,
    /,
    *,
    layers: int = 6,
    name: str,
    columns: Columns = None,
    device: str = "auto",
    progress: bool | None = None,
    **settings: Any,
) -> "SavedClassifier | ExportedEncoder":
    """Make a smaller model that does what a larger one does, as DistilBERT was made.

    The student starts as every second layer of its teacher and learns from the teacher's softened probabilities (or
    vectors) and hidden states, not from labels: any rows of the kind that it will read will do.
    Needs ``pip install "tabbert[train]"``.

    Args:
        teacher: A saved classifier, its name or folder; or an encoder, whose vectors are to be learnt.
        data: Polars, pandas or PyArrow table, or a list of texts.
        layers: Of the student, fewer than the teacher's.
        name: What the student is called from now on.
        columns: Columns that a row's text is written from; None for those of the teacher, else for all.
        device: "auto", "cpu", "cuda" or "mps".
        progress: Show a progress bar.
        **settings: ``epochs``, ``temperature``, ``masked`` (weight of masked language modelling) and others of
            `tabbert.finetune.distillation.Distillation`.

    Returns:
        The student: a classifier if the teacher is one, else an encoder.

    Raises:
        TrainingDataError: No text.
        UnknownModelError, UnknownEncoderError: There is no such teacher.
        MissingExtraError: torch or another training library is not installed.
    """
    _check_name(name)
    recipe = _recipe("distillation")
    source = encoder_of(Options(encoder=teacher)) if isinstance(teacher, str) else getattr(teacher, "encoder", teacher)
    chosen = recipe.settings_of({"layers": layers, "device": device, **settings})
    with bar(progress, "distilling") as show:
        student: SavedClassifier | ExportedEncoder = recipe.distil(
            source, _texts(data, columns, source), settings=chosen, name=name, progress=show
        )
    return student


def attribute(classifier: "SavedClassifier", text: str) -> "Attribution":
    """Say what each token of a row, as it was written for training, adds to its most probable label."""
    found: Attribution = _recipe("attribution").attribute(classifier, text)
    return found


def _check_name(name: str) -> None:
    if check_name(name) in registry().encoders:
        raise InvalidParameterError("name", "a name that no encoder has", name)


def _texts(data: Any, columns: Columns, teacher: Any) -> Sequence[str]:
    if isinstance(data, list | tuple) and all(isinstance(text, str) for text in data):
        return data
    if isinstance(data, str | Path):
        raise UnsupportedFrameError(data)
    frame = frames.read(data)
    learnt = getattr(getattr(teacher, "about", None), "columns", ())
    return frame.table(frame.positions(columns if columns is not None else learnt or None)).row_texts()


def _recipe(name: str) -> Any:
    from importlib import import_module

    try:
        return import_module(f"tabbert.finetune.{name}")
    except ImportError as error:
        raise MissingExtraError("Training", error.name or "a library", "train") from error
