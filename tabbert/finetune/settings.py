"""How a model is fine-tuned: a few numbers with defaults that suit tables, checked before anything is read."""

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final, Literal, get_args

from tabbert.errors import InvalidParameterError, UnknownParameterError

__all__ = ["Method", "Settings", "settings_of"]

Method = Literal["finetune", "lora", "contrastive"]
_RATES: Final[dict[str, float]] = {"finetune": 5e-5, "lora": 5e-4, "contrastive": 2e-5}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Options of a run.

    Attributes:
        method: "finetune" (all layers), "lora" (small added matrices, merged in the end) or "contrastive" (pairs of
            rows with equal and different labels, then a linear head, as SetFit does: for few labels).
        epochs: most passes over the rows; None for 4, and for 1 over the pairs of "contrastive".
        batch_size: rows in a step on a device.
        accumulate: steps whose gradients are added up before the weights move.
        learning_rate: highest of the run; None takes the method's own.
        patience: epochs without a better validation loss after which it stops.
        held_out: share of the rows to validate and test on, in (0, 0.5].
        max_tokens: longer texts are cut while training and serving.
        balance: weigh labels by the inverse of their frequency.
        train_embeddings: move the table of word pieces too, which is most of a multilingual model.
        pooling: how token vectors become the text's; None takes the encoder's own.
        rank: of LoRA's matrices.
        pairs: pairs per row of "contrastive", half of them of equal labels.
        max_steps: stop after so many steps; None for no limit.
        time_budget_s: stop training after so many seconds, and go on with what was learnt; None for no limit.
        seed: of weights, order and split.
        precision: "auto" computes in bfloat16 where a GPU has it, "float32" nowhere.
        device: "auto", "cpu", "cuda" or "mps".
        work: folder of checkpoints; a run that was interrupted goes on from the last one there.
    """

    method: Method = "finetune"
    epochs: int | None = None
    batch_size: int = 16
    accumulate: int = 1
    learning_rate: float | None = None
    patience: int = 2
    held_out: float = 0.2
    max_tokens: int = 128
    balance: bool = True
    train_embeddings: bool = False
    pooling: str | None = None
    rank: int = 8
    pairs: int = 10
    max_steps: int | None = None
    time_budget_s: float | None = None
    seed: int = 0
    precision: Literal["auto", "float32"] = "auto"
    device: str = "auto"
    work: str | Path | None = None

    def __post_init__(self) -> None:
        if self.method not in get_args(Method):
            raise InvalidParameterError("method", f"one of {', '.join(map(repr, get_args(Method)))}", self.method)
        if self.precision not in ("auto", "float32"):
            raise InvalidParameterError("precision", "'auto' or 'float32'", self.precision)
        for name in ("epochs", "batch_size", "accumulate", "patience", "rank", "pairs"):
            if name == "epochs" and self.epochs is None:
                continue
            if type(getattr(self, name)) is not int or getattr(self, name) < 1:
                raise InvalidParameterError(name, "an integer of at least 1", getattr(self, name))
        if not 0 < self.held_out <= 0.5:
            raise InvalidParameterError("held_out", "a share in (0, 0.5]", self.held_out)
        if not 8 <= self.max_tokens <= 512:
            raise InvalidParameterError("max_tokens", "an integer from 8 to 512", self.max_tokens)
        if self.learning_rate is not None and not 0 < self.learning_rate < 1:
            raise InvalidParameterError("learning_rate", "a number in (0, 1), or None", self.learning_rate)
        if self.max_steps is not None and self.max_steps < 1:
            raise InvalidParameterError("max_steps", "an integer of at least 1, or None", self.max_steps)
        if self.time_budget_s is not None and not self.time_budget_s > 0:
            raise InvalidParameterError("time_budget_s", "seconds above 0, or None", self.time_budget_s)

    @property
    def passes(self) -> int:
        """Most passes over the rows or pairs."""
        return self.epochs or (1 if self.method == "contrastive" else 4)

    @property
    def rate(self) -> float:
        """The learning rate."""
        return self.learning_rate or _RATES[self.method]

    def plain(self) -> dict[str, Any]:
        """Return what the result depends on, for its description."""
        return {name: value for name, value in asdict(self).items() if name not in ("work", "device")}


def settings_of(given: dict[str, Any]) -> Settings:
    """Return settings from keywords, or raise UnknownParameterError."""
    known = [entry.name for entry in fields(Settings)]
    if unknown := [name for name in given if name not in known]:
        raise UnknownParameterError("classification", unknown, known)
    return Settings(**given)
