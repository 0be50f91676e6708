"""Fine-tune the encoder's second half anew: the branch behind the end vector (see `tabbert.encoders._end`).

Trained on two tasks at once: whether a text was cut off, and what kind of value it is (an ordinary one, "unknown",
"to be filled in", random typing, ...). Both in many languages, with language-balanced texts. The layers below are
frozen, so that the first vector stays what it was; their states are computed once, by the int8 engine that serves them.
"""

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from tabbert.algorithms.threads import available_cores
from tabbert.checks.completeness._reading import KINDS
from tabbert.checks.completeness._spelling import spoken
from tabbert.encoders._batches import batches
from tabbert.encoders._end import CARD, END, TENSORS, end_smoothing
from tabbert.encoders._engine import engine
from tabbert.encoders._quantised import quantised, restored
from tabbert.encoders.embedded import DIM, PREFIX, EmbeddedEncoder
from tabbert.finetune.bert_layer import Layer
from tabbert.store.packs import Pack, read_pack

EPOCHS, RATE = 1.6, 2e-4
MORE_EPOCHS, MORE_RATE = 1.0, 3e-4
_TOKENS = 2048  # in a training batch


class Example(NamedTuple):
    """A text to learn from.

    Attributes:
        text: the text, as it is spoken.
        part: number of the part that its language, or what else must stay together, belongs to.
        cut: 1 cut off, 0 whole, -1 not said.
        kind: index into `KINDS`, -1 not said.
    """

    text: str
    part: int
    cut: int = -1
    kind: int = -1


class States:
    """Encode texts once and keep, for each as it is spoken, its vector and the middle states of its last tokens."""

    def __init__(self, threads: int | None = None) -> None:
        self._engine = engine(EmbeddedEncoder().prepare(), threads or available_cores())
        self._shift = np.asarray(read_pack().tensor(f"l{END.start - 1}.oln.b"), dtype=np.float32)
        self.mean: dict[str, NDArray[np.float32]] = {}
        self.middle: dict[str, NDArray[np.float16]] = {}

    def learn(self, texts: Iterable[str], log: Callable[[str], None] = print) -> None:
        """Encode what is new."""
        new = [t for t in dict.fromkeys(map(spoken, texts)) if t not in self.mean]
        for start in range(0, len(new), 16_384):
            part = new[start : start + 16_384]
            ids = self._engine.ids([PREFIX + text for text in part])
            for places in batches([len(row) for row in ids]):
                vectors, middle = self._engine.middle(np.stack([ids[place] for place in places]))
                kept = middle[:, -END.tokens :].astype(np.float16)
                for place, vector, states in zip(places.tolist(), vectors, kept, strict=True):
                    self.mean[part[place]], self.middle[part[place]] = vector[:DIM].copy(), states.copy()
            log(f"encoded {start + len(part)} of {len(new)} texts")

    def save(self, path: Path) -> None:
        """Keep what is encoded."""
        texts = list(self.mean)
        np.savez(
            path, allow_pickle=False, texts=np.frombuffer(json.dumps(texts).encode(), dtype=np.uint8),
            mean=np.stack([self.mean[t] for t in texts]), middle=np.concatenate([self.middle[t] for t in texts]),
            ends=np.cumsum([len(self.middle[t]) for t in texts]),
        )  # fmt: skip

    def load(self, path: Path) -> None:
        """Read what `save` kept, if it is there."""
        if not path.exists():
            return
        with np.load(path, allow_pickle=False) as kept:
            texts = json.loads(kept["texts"].tobytes())
            self.mean.update(zip(texts, kept["mean"], strict=True))
            self.middle.update(zip(texts, np.split(kept["middle"], kept["ends"][:-1]), strict=True))

    def first(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the texts' first vectors, float32 (n, 384); what is new is encoded first."""
        self.learn(texts, log=lambda _: None)
        return (
            np.stack([self.mean[spoken(text)] for text in texts])
            if len(texts)
            else np.zeros((0, DIM), dtype=np.float32)
        )

    def batch(self, texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return states float32 (batch, tokens, hidden), aligned at the end, and lengths int64 (batch,)."""
        rows = [self.middle[text] for text in texts]
        lengths = np.array([len(row) for row in rows])
        states = np.zeros((len(rows), lengths.max(), len(self._shift)), dtype=np.float32)
        for place, row in enumerate(rows):
            states[place, -len(row) :] = row
        return torch.from_numpy(states + self._shift), torch.from_numpy(lengths)


class Branch(nn.Module):
    """The layers behind the end vector, started as copies of the encoder's, with a linear task head each."""

    def __init__(self, pack: Pack, seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.layers = nn.ModuleList(
            [Layer(pack.tensor, f"l{END.start + i}", pack.config.heads, pack.config.eps) for i in range(END.layers)]
        )
        self.out = nn.Linear(pack.config.hidden, END.dim)
        nn.init.orthogonal_(self.out.weight)
        nn.init.zeros_(self.out.bias)
        self.cut, self.kind, self.drop = nn.Linear(END.dim, 1), nn.Linear(END.dim, len(KINDS)), nn.Dropout(0.1)

    def forward(self, x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Return end vectors (batch, END.dim) of states (batch, tokens, hidden)."""
        tokens = x.shape[1]
        mask = (torch.arange(tokens)[None] >= (tokens - lengths)[:, None])[:, None, None]
        *first, last = self.layers
        for layer in first:
            x = layer(x, mask, x)
        return self.out(last(x, mask, x[:, -1:])[:, 0])  # type: ignore[no-any-return]

    def tensors(self) -> dict[str, NDArray[np.float32]]:
        """Return the branch's tensors, named as a pack's."""
        return {name: values.detach().numpy() for name, values in self._named().items()}

    def set_tensors(self, tensors: dict[str, NDArray[np.float32]]) -> None:
        """Replace the branch's tensors, named as a pack's."""
        own = self._named()
        with torch.no_grad():
            for name, values in tensors.items():
                own[name].copy_(torch.from_numpy(values))

    def _named(self) -> dict[str, torch.Tensor]:
        found: dict[str, torch.Tensor] = {"end.out.w": self.out.weight, "end.out.b": self.out.bias}
        for i, layer in enumerate(self.layers):
            for name, values in layer.named_parameters():
                _, part, kind = name.split(".")
                found[f"e{i}.{part}.{kind[0]}"] = values
        return found


@dataclass(frozen=True, eq=False)
class EndReader:
    """A trained branch at work: end vectors of texts whose states are known, computed once."""

    branch: Branch
    states: States
    known: dict[str, NDArray[np.float32]] = field(default_factory=dict)

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 (n, END.dim); what is new is encoded first. Many texts at once are much cheaper."""
        texts = [spoken(text) for text in texts]
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        self.states.learn(new, log=lambda _: None)
        with torch.inference_mode():
            for places in batches([len(self.states.middle[t]) for t in new], budget=4 * _TOKENS) if new else ():
                some = [new[place] for place in places.tolist()]
                self.known.update(zip(some, self.branch(*self.states.batch(some)).numpy(), strict=True))
        return np.stack([self.known[text] for text in texts]) if texts else np.zeros((0, END.dim), np.float32)

    @property
    def heads(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Weight float32 (END.dim, 12) and bias (12,) of the log-odds of `KINDS` and, last, of being cut off."""
        weight = torch.cat([self.branch.kind.weight, self.branch.cut.weight]).detach().numpy().T
        bias = torch.cat([self.branch.kind.bias, self.branch.cut.bias]).detach().numpy()
        return np.ascontiguousarray(weight), bias


def train(
    examples: Sequence[Example],
    states: States,
    *,
    seed: int,
    epochs: float = EPOCHS,
    log: Callable[[str], None] = print,
) -> EndReader:
    """Fine-tune a branch on examples; deterministic for a seed, a number of threads and a machine."""
    states.learn([example.text for example in examples], log)
    branch = Branch(read_pack(), seed)
    cut, kind = _labels(examples)
    weight = np.where(kind > 0, np.float32(3), np.float32(1))  # ordinary values outnumber all the others

    def loss(places: NDArray[np.intp], states: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        vectors = branch.drop(branch(states, lengths))
        by_kind = functional.cross_entropy(
            branch.kind(vectors), torch.from_numpy(kind[places]).clamp(min=0), reduction="none", label_smoothing=0.02
        )
        said = torch.from_numpy(weight[places] * (kind[places] >= 0))
        return (_cut_loss(branch, vectors, cut[places]) + by_kind * said).mean()

    named = list(branch.named_parameters())
    copied = [p for name, p in named if name.startswith("layers")]
    fresh = [p for name, p in named if not name.startswith("layers")]
    plan = _plan([example.text for example in examples], states, epochs, np.random.default_rng(seed))
    _descend(branch, loss, examples, states, plan, [(copied, RATE), (fresh, 5 * RATE)], log)
    return EndReader(branch.eval(), states)


def go_on(
    reader: EndReader,
    ends: Sequence[Example],
    kinds: Sequence[Example],
    *,
    seed: int,
    epochs: float = MORE_EPOCHS,
    log: Callable[[str], None] = print,
) -> EndReader:
    """Go on with whether texts were cut off, alone; what the branch says of kinds is held by its earlier self.

    More examples of both tasks made it learn kinds by heart. Li and Hoiem: Learning without forgetting (2017).

    Args:
        reader: as `train` returned it; it stays as it is.
        ends: texts that are whole or cut off, others than those of `train`.
        kinds: texts whose kinds it was trained on.
        seed: of the order.
        epochs: passes over both.
        log: told what is done.
    """
    examples, states = [*ends, *(example._replace(cut=-1) for example in kinds)], reader.states
    states.learn([example.text for example in examples], log)
    torch.manual_seed(seed)
    branch, earlier = deepcopy(reader.branch), reader.branch.eval()
    cut, _ = _labels(examples)

    def loss(places: NDArray[np.intp], states: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            held = earlier.kind(earlier(states, lengths)).softmax(dim=1)
        vectors = branch.drop(branch(states, lengths))
        changed = functional.kl_div(branch.kind(vectors).log_softmax(dim=1), held, reduction="none").sum(dim=1)
        return (_cut_loss(branch, vectors, cut[places]) + changed).mean()

    plan = _plan([example.text for example in examples], states, epochs, np.random.default_rng(seed))
    _descend(branch, loss, examples, states, plan, [(list(branch.parameters()), MORE_RATE)], log)
    return EndReader(branch.eval(), states)


def _labels(examples: Sequence[Example]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.array([example.cut for example in examples]), np.array([example.kind for example in examples])


def _cut_loss(branch: Branch, vectors: torch.Tensor, cut: NDArray[np.int64]) -> torch.Tensor:
    wanted = torch.from_numpy(cut)
    found = functional.binary_cross_entropy_with_logits(
        branch.cut(vectors)[:, 0], wanted.clamp(min=0).float(), reduction="none"
    )
    return found * (wanted >= 0)


def _descend(
    branch: Branch,
    loss: Callable[[NDArray[np.intp], torch.Tensor, torch.Tensor], torch.Tensor],
    examples: Sequence[Example],
    states: States,
    plan: Sequence[NDArray[np.intp]],
    rates: Sequence[tuple[list[nn.Parameter], float]],
    log: Callable[[str], None],
) -> None:
    torch.set_num_threads(available_cores())  # its own count takes two threads of a core for one
    optimiser = torch.optim.AdamW([{"params": own} for own, _ in rates], lr=RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [rate for _, rate in rates], total_steps=len(plan) + 1, pct_start=0.1
    )
    branch.train()
    running = []
    for step, places in enumerate(plan):
        value = loss(places, *states.batch([examples[place].text for place in places.tolist()]))
        optimiser.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(branch.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        running.append(value.item())
        if step % 200 == 199:
            log(f"end vector: step {step + 1} of {len(plan)}, loss {np.mean(running[-200:]):.3f}")


def _plan(texts: Sequence[str], states: States, epochs: float, rng: np.random.Generator) -> list[NDArray[np.intp]]:
    """Cut the epochs into batches of similar lengths and `_TOKENS` tokens, in random order."""
    lengths = np.array([len(states.middle[text]) for text in texts])
    plan = [part for _ in range(math.ceil(epochs)) for part in _epoch(lengths, rng)]
    return plan[: max(2, round(len(plan) * epochs / math.ceil(epochs)))]


def _epoch(lengths: NDArray[np.int64], rng: np.random.Generator) -> list[NDArray[np.intp]]:
    order = np.lexsort((rng.random(len(lengths)), lengths + rng.integers(0, 3, len(lengths))))
    parts, start = [], 0
    while start < len(order):
        size = max(8, _TOKENS // int(lengths[order[start]]))
        parts.append(order[start : start + size])
        start += size
    return [parts[place] for place in rng.permutation(len(parts))]


def save(reader: EndReader, card: dict[str, Any], folder: Path) -> None:
    """Write the branch (no pickle) and its card with the sha256 of its tensors."""
    folder.mkdir(parents=True, exist_ok=True)
    stored: dict[str, Any] = quantised(reader.branch.tensors(), end_smoothing())
    np.savez_compressed(folder / TENSORS, **stored)
    digest = hashlib.sha256((folder / TENSORS).read_bytes()).hexdigest()
    text = json.dumps({**card, "sha256": digest}, indent=2, ensure_ascii=False)
    (folder / CARD).write_text(text + "\n", encoding="utf-8")


def rounded(reader: EndReader) -> EndReader:
    """Return the reader as it will be served: with the quantised matrices that are shipped."""
    branch = deepcopy(reader.branch)
    branch.set_tensors(restored(quantised(branch.tensors(), end_smoothing()), end_smoothing()))
    return EndReader(branch, reader.states)
