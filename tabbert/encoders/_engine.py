"""A loaded model: ONNX Runtime session, tokenizer and word vectors, shared by all encoders of a process."""

import ctypes
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from tabbert.encoders._tokenizer import PackTokenizer
from tabbert.encoders._weights import GRAPH, Words
from tabbert.errors import ModelStoreError

__all__ = ["Engine", "engine", "load", "loaded"]

_KEPT = 2
_engines: "OrderedDict[tuple[Any, Path, int], Any]" = OrderedDict()
E = TypeVar("E")
_lock = threading.Lock()


def engine(folder: Path, threads: int) -> "Engine":
    """Return the default encoder, loaded from this folder."""
    return loaded(Engine, folder, threads)


def loaded(kind: Callable[[Path, int], E], folder: Path, threads: int) -> E:
    """Return the loaded model of this folder; the two used last stay loaded. A forked child loads its own."""
    key = (kind, folder, threads)
    with _lock:
        found: E = _engines.pop(key, None) or kind(folder, threads)
        _engines[key] = found
        while len(_engines) > _KEPT:
            _engines.popitem(last=False)
    return found


def _forget() -> None:
    """In a forked child: leave the parent's engines alone for ever, and its lock, which nobody may ever release.

    The threads of their sessions do not exist in the child; destroying a session would wait for them.
    """
    global _lock
    _lock = threading.Lock()
    for inherited in _engines.values():
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(inherited))
    _engines.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


class Engine:
    """Token ids in, vectors out. The session loads in a thread of its own while the first texts are tokenised."""

    def __init__(self, folder: Path, threads: int) -> None:
        self._session = load(folder, threads)
        self._folder = folder
        self._tokenizer = PackTokenizer(folder)
        self._words = Words(folder)

    def ids(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """Return each text's token ids."""
        return self._tokenizer.ids(texts)

    def vectors(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return float32 (batch, dim + end), for token ids (batch, tokens) without padding."""
        return self._run(ids, "vectors")[0]

    def middle(self, ids: NDArray[np.int32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the vectors, and what the end vector is made of: float32 (batch, tokens, hidden); for training."""
        vectors, middle = self._run(ids, *(output.name for output in self._session.result().get_outputs()[:2]))
        return vectors, middle.reshape(*ids.shape, -1)

    def _run(self, ids: NDArray[np.int32], *outputs: str) -> list[NDArray[np.float32]]:
        found: list[NDArray[np.float32]] = self._session.result().run(outputs, {"embeddings": self._words(ids)})
        return found


def load(folder: Path, threads: int, *, optimise: bool = False) -> "Future[Any]":
    """Start to load the folder's graph in a thread of its own and return the session to come."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="tabbert-load")
    session = pool.submit(_load, folder, threads, optimise)
    pool.shutdown(wait=False)
    return session


def _load(folder: Path, threads: int, optimise: bool) -> Any:
    # Imported here, so that the import, too, goes on beside the tokenizer's work.
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # The default encoder's graph is as it should be: the optimiser would only put the slow layer norm back, differently
    # in each version. An exported graph needs it.
    levels = onnxruntime.GraphOptimizationLevel
    options.graph_optimization_level = levels.ORT_ENABLE_ALL if optimise else levels.ORT_DISABLE_ALL
    # Every length has its own shapes; plans and memory kept for each of them would add up.
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    # Waiting threads sleep: on a busy machine spinning ones cost more than a third, on an idle one next to nothing.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(folder / GRAPH), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's exceptions have no common class of their own
        raise ModelStoreError(str(folder), f"ONNX Runtime does not load it ({error}).", _HINT) from error


_HINT = "`tabbert models verify` repairs it; `pip install -U onnxruntime` if the graph is newer than the runtime."
