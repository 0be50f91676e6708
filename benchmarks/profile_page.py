"""The page of a large table, 1 million rows x 50 columns: how large it is, and how soon a browser shows it.

    python -m benchmarks.profile_page

Beside it, in the same run, from the same rows: skrub's TableReport and, where `make test-profiling` has made its
environment, the page of fg-data-profiling (with ``minimal=True``, as its authors advise for large tables; of a sample,
which is named). Every page is opened in headless Chromium in turns, from a file, in a context that has seen nothing.
Targets: at most 2 MB, and less than 1 s until it is loaded and painted.
"""

import argparse
import importlib.metadata
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from playwright.sync_api import Browser, sync_playwright

import tabbert
from benchmarks import _record

ROOT = Path(__file__).parent.parent
OPENINGS = 7
MB = 1e6
SENTENCES = {
    "en": ("The parcel arrived late", "Password reset does not work", "Please refund the second payment"),
    "de": ("Das Paket kam zu spät an", "Passwort lässt sich nicht ändern", "Bitte die zweite Zahlung erstatten"),
    "fr": ("Le colis est arrivé en retard", "Impossible de changer le mot de passe", "Remboursez le second paiement"),
    "es": ("El paquete llegó tarde", "No puedo cambiar la contraseña", "Devuelvan el segundo pago, por favor"),
    "ja": ("荷物の到着が遅れました", "パスワードを変更できません", "二回目の支払いを返金してください"),
    "ar": ("وصل الطرد متأخرا", "لا أستطيع تغيير كلمة المرور", "أرجو رد الدفعة الثانية"),
}
TOPICS = ("delivery", "access", "payment")
NOTHING = ("keine Angabe", "tbd", "n/a", "???", "sin datos", "unbekannt", "-", "see above")
CITIES = ("Berlin", "Lyon", "Sevilla", "Kraków", "Osaka", "Cairo", "Leeds", "Porto", "Ghent", "Turku", "Graz", "Basel")
PROFILING = """
import sys
import pandas as pd
from data_profiling import ProfileReport
ProfileReport(pd.read_parquet(sys.argv[1]), minimal=True, progress_bar=False).to_file(sys.argv[2])
"""


def main() -> None:
    """Print and write the figures."""
    parser = argparse.ArgumentParser(description="Size and opening time of the page of a large table.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=50)
    parser.add_argument("--peer-rows", type=int, default=100_000, help="rows that fg-data-profiling is given")
    given = parser.parse_args()
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        raise SystemExit("SKIPPED: there is no Chromium here (apt-get install chromium).")
    table = make_table(given.rows, given.columns)
    made: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        pages = {name: Path(folder) / f"{name}.html" for name in ("tabbert", "skrub", "fg-data-profiling")}
        writers: dict[str, tuple[int, Callable[[Path], str]]] = {
            "tabbert": (given.rows, partial(_tabbert, table)),
            "skrub": (given.rows, partial(_skrub, table)),
            "fg-data-profiling": (min(given.rows, given.peer_rows), partial(_profiling, table.head(given.peer_rows))),
        }
        for name, (rows, write) in writers.items():
            start = time.perf_counter()
            try:
                version = write(pages[name])
            except (ImportError, FileNotFoundError) as error:
                print(f"{name} is not here: {error}")
                del pages[name]
                continue
            seconds, size = time.perf_counter() - start, pages[name].stat().st_size
            made[name] = {"version": version, "rows": rows, "seconds_to_write": seconds, "bytes": size}
            print(f"{name}: {size / MB:.2f} MB in {seconds:.0f} s", flush=True)
        for name, found in opened(pages, program).items():
            made[name] |= found
    rows_ = [[name, f"{own['rows']:,}", f"{own['seconds_to_write']:.0f}", f"{own['bytes'] / MB:.2f}",
              f"{own['first_paint_s']:.2f}", f"{own['ready_s']:.2f}"] for name, own in made.items()]  # fmt: skip
    print(_record.table(["page of", "rows", "s to write", "MB", "s to first paint", "s until ready"], rows_))
    _record.write("profile_page", {"rows": given.rows, "columns": given.columns, "pages": made})


def make_table(n_rows: int, n_columns: int) -> pl.DataFrame:
    """Return a table of texts in six languages, answers that say nothing, numbers with sentinels, dates and labels.

    Its texts are few, so that encoding them takes little of the run: what is measured is the page.
    """
    draw = np.random.default_rng(7)
    language = draw.integers(len(SENTENCES), size=n_rows)
    topic = draw.integers(len(TOPICS), size=n_rows)
    city = draw.integers(len(CITIES), size=n_rows)
    sentences = [f"{text}, {place}" for texts in SENTENCES.values() for text in texts for place in CITIES]
    columns: dict[str, pl.Series] = {
        "message": pl.Series(sentences).gather((language * len(TOPICS) + topic) * len(CITIES) + city),
        "topic": pl.Series(TOPICS).gather(np.where(draw.random(n_rows) < 0.02, (topic + 1) % len(TOPICS), topic)),
    }
    while len(columns) < n_columns:
        number = len(columns)
        kind = number % 10
        if kind < 7:
            words = [f"{word} {number}" for word in CITIES] if kind % 2 else [*CITIES, *SENTENCES["de"]]
            columns[f"text_{number}"] = pl.Series([None, *NOTHING, *words]).gather(
                _chosen(draw, n_rows, 1 + len(NOTHING), len(words))
            )
        elif kind < 9:
            values = draw.normal(100, 25, n_rows).round(1)
            columns[f"number_{number}"] = pl.Series(np.where(draw.random(n_rows) < 0.03, -999.0, values))
        else:
            days = np.where(draw.random(n_rows) < 0.02, -25_567, draw.integers(15_000, 19_000, n_rows))  # 1900-01-01
            columns[f"date_{number}"] = pl.Series(days.astype(np.int32)).cast(pl.Date)
    return pl.DataFrame(columns)


def _chosen(draw: np.random.Generator, n: int, n_bad: int, n_good: int) -> np.ndarray:
    """Return places of values, of which a twentieth is bad: null or says nothing."""
    bad = draw.random(n) < 0.05
    return np.where(bad, draw.integers(n_bad, size=n), n_bad + draw.integers(n_good, size=n))


def _tabbert(table: pl.DataFrame, path: Path) -> str:
    """Write the page with its values shown, which is the larger one, with clusters and a learnt label."""
    words = {"columns": "message"}
    checks = ["completeness", "clustering", "classification"]
    report = tabbert.profile(
        table, checks, targets="topic", settings={"clustering": words, "classification": words}, progress=False
    )
    if report.errors:
        raise SystemExit(f"a check could not run: {report.errors}")
    report.write(path, values="show")
    return tabbert.__version__


def _skrub(table: pl.DataFrame, path: Path) -> str:
    from skrub import TableReport

    TableReport(table, verbose=0).write_html(path)
    return importlib.metadata.version("skrub")


def _profiling(table: pl.DataFrame, path: Path) -> str:
    python = ROOT / ".venv-profiling" / "bin" / "python"
    if not python.exists():
        raise FileNotFoundError("`make test-profiling` makes its environment")
    rows = path.with_suffix(".parquet")
    table.write_parquet(rows)
    subprocess.run([python, "-c", PROFILING, rows, path], check=True, capture_output=True, cwd=path.parent)
    asked = "import importlib.metadata as m; print(m.version('fg-data-profiling'))"
    return subprocess.run([python, "-c", asked], check=True, capture_output=True, text=True).stdout.strip()


def opened(pages: Mapping[str, Path], program: str) -> dict[str, dict[str, float]]:
    """Return the medians of first paint and of being ready, in seconds, opening the pages in turns."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in pages}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for turn in range(OPENINGS + 1):
            for name, path in pages.items():
                times = _open(browser, path)
                if turn:  # the first turn warms the file cache
                    taken[name].append(times)
        browser.close()
    return {
        name: {
            "first_paint_s": statistics.median(paint for paint, _ in times),
            "ready_s": statistics.median(ready for _, ready in times),
            "slowest_ready_s": max(ready for _, ready in times),
        }
        for name, times in taken.items()
    }


def _open(browser: Browser, path: Path) -> tuple[float, float]:
    """Return seconds from the start of navigation to the first paint, and to a painted frame after loading."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.goto(path.as_uri(), wait_until="load")
    ready = page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
    )
    paint = page.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null")
    context.close()
    return (paint if paint is not None else ready) / 1000, ready / 1000


if __name__ == "__main__":
    main()
