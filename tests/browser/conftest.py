"""A real headless browser, where there is one: Chromium, driven by Playwright."""

import os
import shutil

import pytest

from tabbert.renderers.html import Html
from tests.renderers.test_report import hostile_report, report

__all__ = ["hostile_report"]

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="session")
def chromium():
    """Start the browser; it must be there if ``TABBERT_BROWSER`` says "required", as in CI."""
    named = os.environ.get("TABBERT_BROWSER", "")
    required = named == "required"
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sync_playwright = None
    if not program or not sync_playwright:
        missing = "Playwright" if program else "Chromium (apt-get install chromium)"
        if required:
            pytest.fail(f"{missing} is not here, and TABBERT_BROWSER=required")
        pytest.skip(f"needs {missing}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium, tmp_path):
    """Open a page made of a summary; whatever it asks of the network, or complains of, is a failure."""
    contexts, complaints = [], []

    def open_page(summary=None, *, html="", **options):
        path = tmp_path / f"report{len(contexts)}.html"
        path.write_text(html or Html().render_report(summary or report()), encoding="utf-8")
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()
        page.on("request", lambda request: complaints.append(request.url) if request.url != path.as_uri() else None)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints
