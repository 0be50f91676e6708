"""The notebook of the examples runs from top to bottom and shows what it says; it is kept without outputs."""

from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.ipynb")), ids=lambda path: path.name)
def test_it_runs(path, monkeypatch):
    pytest.importorskip("nbclient", reason="needs nbclient, which the extra `dev` brings")
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.chdir(EXAMPLES.parent)
    notebook = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "keep it without outputs"
    NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    shown = [output["data"] for output in outputs if "data" in output]
    assert any("This table can be used" in data.get("text/html", "") for data in shown)
    assert any("image/svg+xml" in data for data in shown)
    assert any("text/markdown" in data for data in shown)
    assert not [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"]


def test_there_is_one():
    assert list(EXAMPLES.glob("*.ipynb"))
