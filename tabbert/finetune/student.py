"""A shallower student of the default encoder: half of its layers, the same word pieces, the same second vector.

As DistilBERT was made (Sanh et al. 2019, arXiv:1910.01108), for vectors instead of words: the student starts as every
second layer of its teacher, and learns on unlabelled texts to give the same sentence vector, the same states of every
token half-way and at the end, and the same end vector from the half-way states, so that whatever reads the teacher
reads the student. The targets are computed on the fly. Texts of one length at a time: no padding anywhere.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from tabbert.encoders._end import END
from tabbert.finetune.bert_layer import Layer
from tabbert.finetune.smoothing import factors
from tabbert.finetune.student_batches import Batches, TokenTexts
from tabbert.store.packs import Pack

__all__ = ["Agreement", "Stack", "Training", "agreement", "student_tensors", "train"]

_MEASURED = 40  # batches whose targets give the scale of every number
_SHOWN, _KEPT = 20, 4  # reports and checkpoints of a run


@dataclass(frozen=True, kw_only=True)
class Training:
    """Options of a run.

    Attributes:
        layers: of the student; the teacher's are a multiple of it.
        steps: of the optimiser, at most.
        seconds: the learning rate follows the clock and reaches 0 after so many; None lets it follow the steps.
        tokens: in a step.
        rate: highest learning rate.
        warm_up: share of the steps in which it rises.
        decay: of the weights.
        vector: weight of the sentence vector.
        states: weight of the tokens' states, half-way and at the end.
        end: weight of the end vector.
        noise: share of the pieces replaced by chance ones, in a third of the batches.
        seed: of order and noise.
        device: as torch names it.
    """

    layers: int = 6
    steps: int = 12_000
    seconds: float | None = None
    tokens: int = 32_768
    rate: float = 1e-3
    warm_up: float = 0.03
    decay: float = 0.01
    vector: float = 2.0
    states: float = 1.0
    end: float = 1.0
    noise: float = 0.1
    seed: int = 0
    device: str = "cpu"


class States(NamedTuple):
    """What a stack makes of texts.

    Attributes:
        half: states half-way, float (texts, tokens, hidden).
        last: states after the last layer.
        vector: mean of the last states, of length 1, (texts, hidden).
    """

    half: torch.Tensor
    last: torch.Tensor
    vector: torch.Tensor


class Agreement(NamedTuple):
    """How alike student and teacher are, over texts.

    Attributes:
        cosine: of the sentence vectors, mean.
        lowest: of them.
        centred: cosine after subtracting the teacher's mean vector, mean.
        end: variance of the end vector that the student explains, 1 at best.
        half: the same of the states half-way.
        nearest: share of texts whose nearest other text is the same.
    """

    cosine: float
    lowest: float
    centred: float
    end: float
    half: float
    nearest: float


class Stack(nn.Module):
    """Layers of an encoder above its embeddings."""

    def __init__(self, pack: Pack, places: Sequence[int]) -> None:
        super().__init__()
        heads = pack.config.heads
        self.layers = nn.ModuleList([Layer(pack.tensor, f"l{place}", heads, pack.config.eps) for place in places])

    def forward(self, x: torch.Tensor) -> States:
        """Return the states for embeddings (texts, tokens, hidden) without padding."""
        half = x
        for number, layer in enumerate(self.layers, start=1):
            x = layer(x, None, x)
            if 2 * number == len(self.layers):
                half = x
        return States(half, x, functional.normalize(x.float().mean(dim=1), dim=-1))


class Embeddings(nn.Module):
    """Word vectors, positions and the norm above them; frozen, as the student keeps the teacher's."""

    def __init__(self, pack: Pack, words: NDArray[Any]) -> None:
        super().__init__()
        self.words: torch.Tensor
        self.places: torch.Tensor
        self.register_buffer("words", torch.from_numpy(np.ascontiguousarray(words)))
        self.register_buffer("places", torch.from_numpy(pack.tensor("emb.pos") + pack.tensor("emb.type")[0]))
        self.norm = nn.LayerNorm(pack.config.hidden, eps=pack.config.eps)
        for kind, parameter in (("w", self.norm.weight), ("b", self.norm.bias)):
            parameter.data = torch.from_numpy(np.array(pack.tensor(f"emb.ln.{kind}")))

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return float32 (texts, tokens, hidden)."""
        found: torch.Tensor = self.norm(self.words[ids].float() + self.places[: ids.shape[1]])
        return found


class Ends(nn.Module):
    """The shipped branch behind the end vector, frozen (see `tabbert.encoders._end`)."""

    def __init__(self, tensors: dict[str, NDArray[np.float32]], heads: int, eps: float) -> None:
        super().__init__()
        self.layers = nn.ModuleList([Layer(tensors.__getitem__, f"e{i}", heads, eps) for i in range(END.layers)])
        self.out = nn.Linear(*reversed(tensors["end.out.w"].shape))
        self.out.weight.data = torch.from_numpy(tensors["end.out.w"])
        self.out.bias.data = torch.from_numpy(tensors["end.out.b"])

    def forward(self, half: torch.Tensor) -> torch.Tensor:
        """Return end vectors (texts, END.dim) of states (texts, tokens, hidden)."""
        x = half[:, -END.tokens :]
        *first, last = self.layers
        for layer in first:
            x = layer(x, None, x)
        found: torch.Tensor = self.out(last(x, None, x[:, -1:])[:, 0])
        return found


class Pair(nn.Module):
    """Teacher and student on the same texts, and how far apart they are."""

    def __init__(
        self, pack: Pack, words: NDArray[Any], ends: dict[str, NDArray[np.float32]], settings: Training
    ) -> None:
        super().__init__()
        deep, sizes = pack.config.layers, pack.config
        self.embeddings = Embeddings(pack, words).requires_grad_(False)
        self.teacher = Stack(pack, range(deep)).requires_grad_(False)
        self.ends = Ends(ends, sizes.heads, sizes.eps).requires_grad_(False)
        self.student = Stack(pack, [place * deep // settings.layers for place in range(settings.layers)])
        self.settings = settings
        self.scale: dict[str, torch.Tensor] = {}

    def smoothing(self, texts: TokenTexts) -> NDArray[np.int8]:
        """Return the student's smoothing exponents, int8 (layers of student and end branch, 2, hidden)."""
        layers = self.student.layers
        below: Any = self.embeddings.norm
        middle: Any = layers[len(layers) // 2 - 1]
        own: list[Any] = [(below, layers), (middle.parts["oln"], self.ends.layers)]

        def work() -> None:
            for ids in texts.by_length(tokens=4096):
                x = self.embeddings(torch.from_numpy(ids).to(self.embeddings.words.device))
                self.ends(self.student(x).half)

        return factors(own, work)

    def mixed(self) -> Any:
        """Return the context of the arithmetic: bfloat16 on a GPU, float32 elsewhere."""
        kind = self.embeddings.words.device.type
        return torch.autocast(kind, torch.bfloat16, enabled=kind == "cuda")

    @torch.no_grad()
    def targets(self, x: torch.Tensor) -> tuple[States, torch.Tensor]:
        """Return the teacher's states and end vectors."""
        taught = self.teacher(x)
        return taught, self.ends(taught.half)

    @torch.no_grad()
    def measure(self, batches: Sequence[torch.Tensor]) -> None:
        """Learn the spread of every number from the teacher, and the vectors' principal axes."""
        found: dict[str, list[torch.Tensor]] = {"half": [], "last": [], "vector": [], "end": []}
        for ids in batches:
            taught, end = self.targets(self.embeddings(ids))
            rows = {"half": taught.half.flatten(0, 1), "last": taught.last.flatten(0, 1)}
            for name, values in (rows | {"vector": taught.vector, "end": end}).items():
                found[name].append(values[:512].float())
        for name in ("half", "last", "end"):
            self.scale[name] = torch.cat(found[name]).std(dim=0)
        vectors = torch.cat(found["vector"])
        centred = vectors - vectors.mean(dim=0)
        self.scale["mean"], self.scale["spread"] = vectors.mean(dim=0), centred.square().sum(dim=1).mean()
        values, axes = torch.linalg.eigh((centred.T @ centred / len(centred)).double())
        kept = values.clamp(min=float(values.mean()) * 0.02)
        self.scale["axes"] = (axes / kept.sqrt()).float()

    def losses(self, x: torch.Tensor) -> dict[str, torch.Tensor]:
        """Return how far the student is from the teacher, each as a share of the targets' variance."""
        taught, end = self.targets(x)
        own = self.student(x)
        scale = self.scale
        missed = own.vector - taught.vector
        whole = missed.square().sum(dim=1).mean() / scale["spread"]
        by_axis = (missed @ scale["axes"]).square().mean()
        far = [((a.float() - b.float()) / scale[name]).square().mean()
               for name, a, b in (("half", own.half, taught.half), ("last", own.last, taught.last))]  # fmt: skip
        ends = ((self.ends(own.half).float() - end.float()) / scale["end"]).square().mean()
        return {"vector": (whole + by_axis) / 2, "states": (far[0] + far[1]) / 2, "end": ends}

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        """Return the loss and its parts."""
        found = self.losses(self.embeddings(ids))
        weights = asdict(self.settings)
        return torch.stack([weights[name] * value for name, value in found.items()]).sum(), found


def train(
    pack: Pack, words: NDArray[Any], ends: dict[str, NDArray[np.float32]], texts: TokenTexts, held: TokenTexts,
    settings: Training, *, log: Callable[[str], None] = print, folder: Path | None = None,
) -> dict[str, NDArray[np.float32]]:  # fmt: skip
    """Train a student; repeats for a seed on one machine, up to the order of a GPU's sums.

    Args:
        pack: the teacher.
        words: its word vectors of the pieces that the texts use, (pieces, hidden); the texts' ids count them.
        ends: tensors of the end branch.
        texts: to learn from.
        held: to judge by.
        settings: of the run.
        log: told how it goes.
        folder: where checkpoints are written.

    Returns:
        The student's layers, named as a pack's: `l0.q.w`, ...
    """
    torch.manual_seed(settings.seed)
    device = torch.device(settings.device)
    pair = Pair(pack, words, ends, settings).to(device)
    if device.type == "cuda":
        pair.teacher.bfloat16()
        torch.backends.cuda.enable_cudnn_sdp(False)  # plans anew for every shape
    batches = Batches(texts, tokens=settings.tokens, noise=settings.noise, seed=settings.seed, device=device)
    optimiser = torch.optim.AdamW(
        pair.student.parameters(), lr=settings.rate, betas=(0.9, 0.98), weight_decay=settings.decay,
        fused=device.type == "cuda",
    )  # fmt: skip
    pair.train()
    stream = iter(batches)
    with pair.mixed():
        pair.measure([next(stream) for _ in range(_MEASURED)])
    began, step, done, share, shown = time.perf_counter(), 0, 0, 0.0, 0
    while share < 1:
        for group in optimiser.param_groups:
            group["lr"] = settings.rate * min((share + 1e-3) / settings.warm_up, (1 - share) / (1 - settings.warm_up))
        ids = next(stream)
        with pair.mixed():
            loss, parts = pair(ids)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(pair.student.parameters(), 1.0)
        optimiser.step()
        step, done = step + 1, done + ids.numel()
        elapsed = time.perf_counter() - began
        share = max(step / settings.steps, elapsed / settings.seconds if settings.seconds else 0.0)
        if share * _SHOWN >= shown + 1:
            shown += 1
            found = {name: round(value.item(), 4) for name, value in parts.items()}
            log(f"step {step}, {share:.0%}: {found}, {done / elapsed:,.0f} tokens/s")
            if folder and shown % (_SHOWN // _KEPT) == 0:
                _checkpoint(pair, held, step, folder, log)
    return student_tensors(pair.student)


def _checkpoint(pair: Pair, held: TokenTexts, step: int, folder: Path, log: Callable[[str], None]) -> None:
    found = agreement(pair, held)
    log(f"step {step}: {found}")
    half = {name: values.astype(np.float16) for name, values in student_tensors(pair.student).items()}
    np.savez(folder / "student.npz", allow_pickle=False, **half)
    (folder / "agreement.json").write_text(json.dumps({"step": step, **found._asdict()}), encoding="utf-8")


@torch.no_grad()
def agreement(pair: Pair, held: TokenTexts) -> Agreement:
    """Compare both on texts of their own."""
    device = pair.embeddings.words.device
    pair.eval()
    own: list[list[torch.Tensor]] = [[], [], [], []]
    half = []
    for ids in held.by_length(tokens=8192):
        with pair.mixed():
            x = pair.embeddings(torch.from_numpy(ids).to(device))
            taught, end = pair.targets(x)
            mine = pair.student(x)
            mine_end = pair.ends(mine.half)
        theirs = taught.half.float()
        half.append([(mine.half - theirs).square().sum().item(),
                     (theirs - theirs.mean(dim=(0, 1))).square().sum().item()])  # fmt: skip
        for rows, values in zip(own, (mine.vector, taught.vector, mine_end.float(), end.float()), strict=True):
            rows.append(values)
    pair.train()
    mine_v, taught_v, mine_end, taught_end = (torch.cat(rows) for rows in own)
    cosine = (mine_v * taught_v).sum(dim=1)
    mean = taught_v.mean(dim=0)
    centred = functional.cosine_similarity(mine_v - mean, taught_v - mean, dim=1)
    spread = (taught_end - taught_end.mean(dim=0)).square().sum()
    missed, whole = np.sum(half, axis=0)
    return Agreement(
        cosine=cosine.mean().item(), lowest=cosine.min().item(), centred=centred.mean().item(),
        end=1 - ((mine_end - taught_end).square().sum() / spread).item(), half=float(1 - missed / whole),
        nearest=(_nearest(mine_v) == _nearest(taught_v)).float().mean().item(),
    )  # fmt: skip


def _nearest(vectors: torch.Tensor) -> torch.Tensor:
    similar = vectors @ vectors.T
    similar.fill_diagonal_(-2)
    return similar.argmax(dim=1)


def student_tensors(student: Stack) -> dict[str, NDArray[np.float32]]:
    """Return the layers as a pack names them."""
    found = {}
    for place, layer in enumerate(student.layers):
        for name, values in layer.named_parameters():
            _, part, kind = name.split(".")
            found[f"l{place}.{part}.{kind[0]}"] = values.detach().float().cpu().numpy()
    return found
