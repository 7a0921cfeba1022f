"""Measures how soon a cell shows something: the view's first frame, and the first token in it.

Each case is a cell whose output says ``FIRST`` when its first token is there. The kernel is warm: what is
imported once is imported before. marimo's chat is not among them: it is drawn in marimo's own page
alone, where there is no cell of JupyterLab to run. Nor is Panel's, whose first token was not seen here.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from itertools import count

from jupyterlab_server import JupyterLabServer
from notebook_meter import RUN
from notebook_page import ACTIVE, NotebookPage
from playwright.async_api import Browser

CELLS = 11
"""Cells measured one after the other; the first of them, which loads what the page lacks, is not counted."""

# Notes the first frame in which the cell's output has a height, and the one in which the token is seen.
WATCHER = """index => {
  const area = document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell')[index]
    .querySelector('.jp-Cell-outputArea');
  window.paint = {};
  const look = () => {
    const shown = [...area.querySelectorAll('.jp-OutputArea-output')].some(each => each.offsetHeight > 20);
    if (shown) window.paint.frame ??= Date.now();
    if (area.textContent.includes('FIRST')) window.paint.token ??= Date.now();
    if (!window.paint.token) requestAnimationFrame(look);
  };
  window.paint.began = Date.now();
  requestAnimationFrame(look);
}"""

PREPARE = """
import asyncio, time
async def first_token():
    await asyncio.sleep(0.5)  # the view stands by then: what is measured is the token's way alone
    global given
    given = time.time()
    return "FIRST"
"""
GIVEN = f"""async () => {{
  const kernel = {ACTIVE}.sessionContext.session.kernel;
  const asked = {{code: '', silent: true, user_expressions: {{given: 'given * 1000'}}}};
  return (await kernel.requestExecute(asked).done).content.user_expressions.given.data['text/plain'];
}}"""

OURS = (
    """
from agents_widget import watch
async def events():
    yield {"type": "agent_updated_stream_event", "new_agent": {"name": "Bench"}}
    yield {"type": "response.created", "response": {"model": "bench"}}
    token = await first_token()
    yield {"type": "response.output_text.delta", "output_index": 0, "item_id": "m", "delta": token}
    yield {"type": "response.completed", "response": {"model": "bench", "output": []}}
""",
    "watch(events())",
)
FLOOR = (
    '''
import anywidget
class Floor(anywidget.AnyWidget):
    _esm = """export default { render({ model, el }) {
      el.style.height = '100px';
      model.on('msg:custom', ({ d }) => el.append(d));
    } }"""
async def send(floor):
    floor.send({"d": await first_token()})
''',
    "floor = Floor(); task = asyncio.ensure_future(send(floor)); floor",
)
MARKDOWN = (
    """
from IPython.display import Markdown, display
async def update(handle):
    handle.update(Markdown(await first_token()))
""",
    "handle = display(Markdown('*asked*'), display_id=True)\ntask = asyncio.ensure_future(update(handle))",
)
CASES = {"ours": OURS, "floor": FLOOR, "Markdown 10 Hz": MARKDOWN}
"""Named as the cases of ``bench_cells``."""


@dataclass
class FirstPaint:
    """Milliseconds, of each cell."""

    frames: list[float]
    """From running the cell to the first frame that shows its output."""
    tokens: list[float]
    """From the token's coming to the first frame that has it."""

    def line(self, case: str) -> str:
        """Give one line of the table."""
        figures = [
            f"{statistics.median(each):8.0f} / {max(each):.0f} ms" for each in (self.frames, self.tokens)
        ]
        return f"{case:20}" + "".join(f"{figure:>24}" for figure in figures)


HEAD = f"{'case':20}{'frame, median / max':>24}{'token, median / max':>24}"
_numbers = count(1)


async def measure(server: JupyterLabServer, browser: Browser, case: str) -> FirstPaint:
    """Run a case's cell again and again in a notebook of its own."""
    prepare, cell = CASES[case]
    page = await browser.new_page(viewport={"width": 1280, "height": 900})
    notebook = NotebookPage(server, page, f"paint-{next(_numbers)}.ipynb")
    server.write_notebook(notebook.name, [PREPARE + prepare, cell])
    await notebook.load()
    await notebook.open()
    await notebook.run(0)
    frames, tokens = [], []
    for _ in range(CELLS):
        await notebook.clear(1)
        await page.evaluate(WATCHER, 1)
        await page.evaluate(RUN, 1)
        await page.wait_for_function("() => window.paint.token")
        seen = await page.evaluate("() => window.paint")
        given = float(await page.evaluate(GIVEN))
        frames.append(seen["frame"] - seen["began"])
        tokens.append(seen["token"] - given)
    await notebook.close()
    await page.close()
    return FirstPaint(frames[1:], tokens[1:])
