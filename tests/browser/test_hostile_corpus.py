"""Hostile text changes nothing but the text: the whole corpus, in a real page, live and saved."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import hang
import pytest
from conftest import OpenNotebook
from hostile_run import HostileRun, corpus, hostile_tape
from jupyterlab_server import JupyterLabServer
from outside import Outside
from playwright.async_api import Browser, Locator, Page, expect
from watched_page import WatchedPage

from agents_widget import watch

pytestmark = pytest.mark.matrix
HERE = Path(__file__).parent
CORPUS = HERE.parent / "hostile" / "payloads.json"
BATCHES = 5
OTHER_TABS = ("tools", "timeline", "events", "usage")
EXPORT = frozenset(
    str.split(
        """
    a bdi blockquote br code del details div em h1 h2 h3 h4 h5 h6 hr li ol p pre s section strong
    style summary sup table tbody td th thead tr ul class= colspan= data-kind= data-run= data-state=
    data-status= dir= href= rel= rowspan= start= style= width=
    """
    )
)
VIEW = frozenset(
    str.split(
        """
    button caption col colgroup form h3 header iframe input label main option path progress select span sup
    svg textarea time
    aria-controls= aria-current= aria-expanded= aria-haspopup= aria-hidden= aria-label= aria-labelledby=
    aria-live=
    aria-orientation= aria-pressed= aria-rowcount= aria-rowindex= aria-selected= aria-sort=
    aria-valuemax= aria-valuemin= aria-valuenow= aria-valuetext= autocomplete= checked= colspan=
    d= data-action= data-active=
    data-agent= data-argument= data-bar= data-busy= data-column= data-entry= data-event= data-event-kind=
    data-from= data-full= data-id= data-lane= data-language= data-matching= data-rows=
    data-live= data-note-back= data-note-label= data-note-text= data-note= data-open= data-seq= data-src=
    data-starts-speaker= data-tex= data-theme= data-to= data-tone= data-tool= disabled= hidden= id= open=
    placeholder= referrerpolicy= role= sandbox= scope= size= spellcheck= srcdoc= style= tabindex=
    data-swatch= target= title= type= value= viewBox= width=
    """
    )
)
MATH = frozenset(
    str.split(
        """
    annotation math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mroot mrow
    mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics
    accent= accentunder= columnalign= columnlines= columnspacing= columnspan= depth= display=
    displaystyle= encoding= fence= form= height= largeop= linethickness= lspace= mathbackground=
    mathcolor= mathsize= mathvariant= maxsize= minsize= movablelimits= notation= rowlines=
    rowspacing= rowspan= rspace= scriptlevel= separator= stretchy= symmetric= voffset= xmlns=
    """
    )
)
FORM = frozenset(
    str.split(
        """
    textarea aria-describedby= aria-haspopup= aria-invalid= data-argument= for= inputmode= novalidate=
    required= rows=
    """
    )
)
RESULT = frozenset(["img", "alt=", "src=", "tfoot"])  # allow_list.js looks at what an image shows
LIVE = EXPORT | VIEW | MATH | FORM | RESULT
RUN = """
from pathlib import Path
from hostile_run import HostileRun, corpus, hostile_tape
run = HostileRun(corpus(Path("payloads.json"), {batch}, {batches}), {rounds})
run.widget
"""


async def look_through(view: Locator, *tabs: str) -> None:
    """Show tabs, the transcript last, and open every row of a tool in it."""
    for tab in (*tabs, "transcript"):
        await view.locator(f"[role=tab][id$=-{tab}]").click()
        await view.locator(f".agw-panel-{tab} > *").first.wait_for()
    rows = view.locator(".agw-row-button[aria-expanded=false]")
    await rows.evaluate_all("buttons => buttons.forEach(button => button.click())")
    await view.locator("iframe").first.wait_for()


def export_of(document: dict[str, Any], cell: int) -> str:
    """The static transcript that a cell of a saved notebook carries."""
    bundles = [output["data"] for output in document["cells"][cell]["outputs"]]
    return next("".join(bundle["text/html"]) for bundle in bundles if "text/html" in bundle)


async def look_at_export(browser: Browser, outside: Outside, file: Path) -> None:
    """Show a static export in a page of its own."""
    page = await browser.new_page()
    page.set_default_timeout(hang.MILLISECONDS)
    async with WatchedPage(page, outside, fresh=True) as watched:
        await page.goto(file.as_uri())
        await expect(page.locator(".agw-static")).to_be_visible()
        assert sorted(await watched.names() - EXPORT) == []
        assert (await watched.requests(file.as_uri()), watched.opened) == ([], [])
        assert (await watched.state())["polluted"] == [None, None, None]


@pytest.mark.parametrize("rounds", [1, 24], ids=["whole", "in-pieces"])
async def test_live_and_in_the_saved_notebook(
    open_notebook: OpenNotebook,
    jupyterlab: JupyterLabServer,
    page: Page,
    browser: Browser,
    outside: Outside,
    tmp_path: Path,
    rounds: int,
) -> None:
    shutil.copy(HERE / "hostile_run.py", jupyterlab.root)
    shutil.copy(CORPUS, jupyterlab.root)
    cells = [RUN.format(batch=batch, batches=BATCHES, rounds=rounds) for batch in range(BATCHES)]
    notebook = await open_notebook("print('Untouched')", *cells)
    await notebook.run(0)
    await expect(notebook.output(0)).to_have_text("Untouched")
    async with WatchedPage(page, outside) as watched:
        before = await watched.state()
        for cell in range(1, BATCHES + 1):
            await notebook.run(cell)
            view = notebook.view(cell)
            await expect(view).to_have_attribute("data-status", "running")
            await notebook.execute("run.go()")
            await expect(view).to_have_attribute("data-status", "failed")
            await look_through(view, *(OTHER_TABS if rounds == 1 else ()))
            assert sorted(await watched.names() - LIVE) == []
            if rounds == 1:
                static = notebook.output(cell).locator(".agw-static")
                await expect(static).to_have_attribute("data-status", "failed")
                export = tmp_path / f"{cell}.html"
                export.write_text("<meta charset=utf-8>" + export_of(await notebook.save(), cell), "utf-8")
                await look_at_export(browser, outside, export)
            await notebook.clear(cell)
        await expect(notebook.output(0)).to_have_text("Untouched")
        assert await watched.state() == before
        home = jupyterlab.url
        allowed = (f"{home}/api/", f"{home}/lab/api/", f"{home}/static/", f"blob:{home}", "data:")
        assert (await watched.requests(*allowed), watched.opened) == ([], [])


async def test_in_the_saved_page(browser: Browser, outside: Outside, tmp_path: Path) -> None:
    run = HostileRun(corpus(CORPUS, 0, 1), 1)
    run.go()
    with pytest.raises(RuntimeError, match=r"window\.pwned"):
        await run.widget
    run.widget.save(tmp_path / "run.html")
    page = await browser.new_page()
    page.set_default_timeout(hang.MILLISECONDS)
    address = (tmp_path / "run.html").as_uri()
    async with WatchedPage(page, outside, fresh=True) as watched:
        await page.goto(address)
        view = page.locator(".agw")
        await expect(view).to_have_attribute("data-status", "failed")
        await look_through(view, *OTHER_TABS)
        assert sorted(await watched.names() - LIVE) == []
        assert (await watched.requests(address, "blob:"), watched.opened) == ([], [])
        assert (await watched.state())["polluted"] == [None, None, None]
        assert page.url == address


@pytest.mark.parametrize("share", range(4))
async def test_a_strangers_recording_in_the_saved_page(
    browser: Browser, outside: Outside, tmp_path: Path, share: int
) -> None:
    widget = watch(hostile_tape(corpus(CORPUS, share, 4)))
    await widget
    widget.save(tmp_path / "run.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.html"]
    page = await browser.new_page()
    page.set_default_timeout(hang.MILLISECONDS)
    address = (tmp_path / "run.html").as_uri()
    async with WatchedPage(page, outside, fresh=True) as watched:
        await page.goto(address)
        await expect(page.locator(".agw")).to_have_attribute("data-status", "done")
        await look_through(page.locator(".agw"), *OTHER_TABS)
        assert sorted(await watched.names() - LIVE) == []
        assert (await watched.requests(address, "blob:", "data:image/svg+xml,"), watched.opened) == ([], [])
        assert (await watched.state())["polluted"] == [None, None, None]
        assert page.url == address


FORM_RUN = """
from pathlib import Path
from agents_widget import watch
from hostile_run import agent_with_hostile_form, corpus_of
names = ("schema_text", "clobbering", "event_handler", "script", "bidi", "word", "variable_name")
widget = watch(agent_with_hostile_form(corpus_of(Path("payloads.json"), *names)), "Hello")
widget
"""


async def test_a_form_whose_fields_are_hostile(
    open_notebook: OpenNotebook, jupyterlab: JupyterLabServer, page: Page, outside: Outside
) -> None:
    """A field's name must not stand for a property of its form: then it could not be sent or taken away."""
    shutil.copy(HERE / "hostile_run.py", jupyterlab.root)
    shutil.copy(CORPUS, jupyterlab.root)
    notebook = await open_notebook(FORM_RUN)
    async with WatchedPage(page, outside) as watched:
        before = await watched.state()
        await notebook.run(0)
        view = notebook.view(0)
        await view.locator("[data-action=edit]").click()
        await expect(view.locator(".agw-form [data-argument=parentNode]")).to_have_value("parentNode")
        assert sorted(await watched.names() - LIVE) == []
        await view.locator("[data-action=approve-edited]").click()
        await expect(view).to_have_attribute("data-status", "done")
        await expect(view.locator(".agw-form")).to_have_count(0)
        assert await watched.state() == before
        home = jupyterlab.url
        allowed = (f"{home}/api/", f"{home}/lab/api/", f"{home}/static/", f"blob:{home}", "data:")
        assert (await watched.requests(*allowed), watched.opened) == ([], [])
