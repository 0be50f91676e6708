"""Runs benchmarks one after the other, and writes the page of figures.

    python -m benchmarks                    # lists them
    python -m benchmarks startup engines    # ends with 1 if one of them failed or a ratio has become 20% worse

Each pairs what it measures with a competitor in the same run, and writes versions, threads, noise and figures to
``benchmarks/results/NAME.json``. Options are those of the single commands: ``python -m benchmarks.scale 10000000``.
"""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def names() -> dict[str, str]:
    """Return the benchmarks, with the first sentence of what each says of itself."""
    found = {}
    for path in sorted(FOLDER.glob("[a-z]*.py")):
        source = path.read_text(encoding="utf-8")
        if "def main(" in source and path.stem != "figures":
            about = source.removeprefix('"""').split("\n\n")[0].split(": `")[0]
            found[path.stem] = " ".join(about.split()).strip('".')
    return found


def main(wanted: list[str]) -> int:
    """Run the benchmarks that are named; returns how many failed."""
    known = names()
    if not wanted:
        print("\n".join(f"{name:24} {about}" for name, about in known.items()))
        return 0
    if unknown := [name for name in wanted if name not in known]:
        raise SystemExit(f"no benchmark {unknown[0]!r}; there are: {', '.join(known)}")
    failed = []
    for name in wanted:
        print(f"==> {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode:
            failed.append(name)
    subprocess.run([sys.executable, "-m", "benchmarks.figures"], check=True)
    print("failed: " + ", ".join(failed) if failed else "all as good as before, or better")
    return len(failed)


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
