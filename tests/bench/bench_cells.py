"""The cells that the notebook bench runs: the text, its pace, and each way to show it."""

from __future__ import annotations

from pathlib import Path

COMMON = '''
import asyncio, json, time
TOKENS, RATE = {tokens}, {rate}
MARK_EVERY = max(TOKENS // 200, 1)

BLOCKS = [
    "## A heading with `code`\\n\\n",
    "A paragraph with **bold**, *emphasis*, a [link](https://example.org) and `inline code`, long enough to "
    "wrap around in a cell of ordinary width, as paragraphs of real answers do.\\n\\n",
    "- one item\\n- another item, with **weight**\\n- a third\\n\\n",
    "| name | count |\\n|---|---|\\n| kettle | 2 |\\n| teapot | 1 |\\n\\n",
    "```python\\ndef answer(question: str) -> int:\\n    return 42  # of course\\n```\\n\\n",
]

def text():
    """Tokens of about four characters, of real Markdown, with a marker now and then."""
    yield "First words. "
    made = 1
    block = 0
    while made < TOKENS - 1:
        source = BLOCKS[block % len(BLOCKS)]
        block += 1
        if block % len(BLOCKS) == 2 :
            source = f"§{{made}}§ " + source
        for start in range(0, len(source), 4):
            if made >= TOKENS - 1:
                break
            made += 1
            yield source[start : start + 4]
    yield "\\n\\nThe last words. §0§"

MARKS, STATS = [], {{}}

async def paced():
    """The tokens at their pace, whatever the reader takes; notes when a marker was given out."""
    cpu, began = time.process_time(), time.monotonic()
    pending = ""
    for number, token in enumerate(text()):
        delay = began + number / RATE - time.monotonic()
        if delay > 0:
            await asyncio.sleep(delay)
        pending += token
        if pending.count("§") >= 2:
            _, mark, pending = pending.split("§", 2)
            MARKS.append((int(mark), time.time()))
        yield token
    STATS.update(seconds=time.monotonic() - began)
    STATS["cpu_began"] = cpu
'''

RESULT = 'print(json.dumps({"marks": MARKS, "cpu": STATS["cpu"], "seconds": STATS["seconds"]}))'

ENDED = '\nawait asyncio.sleep(0.2)\nSTATS["cpu"] = time.process_time() - STATS["cpu_began"]'

IDLE = ("", "async for token in paced(): pass" + ENDED)

OURS = (
    """
from agents_widget import watch
go = asyncio.Event()
async def events():
    yield {"type": "agent_updated_stream_event", "new_agent": {"name": "Bench"}}
    yield {"type": "response.created", "response": {"model": "bench"}}
    await go.wait()
    async for token in paced():
        yield {"type": "response.output_text.delta", "output_index": 0, "item_id": "m", "delta": token}
    yield {"type": "response.completed", "response": {"model": "bench", "output": []}}
widget = watch(events())
widget
""",
    "go.set()\nawait widget\nNone" + ENDED,
)

MARKDOWN = (
    """
from IPython.display import Markdown, display
handle = display(Markdown(""), display_id=True)
""",
    """
shown, due = "", 0
async for token in paced():
    shown += token
    if time.monotonic() >= due:
        handle.update(Markdown(shown))
        due = time.monotonic() + 0.1
handle.update(Markdown(shown))
"""
    + ENDED,
)

FLOOR = (
    '''
import anywidget
class Floor(anywidget.AnyWidget):
    _esm = """export default { render({ model, el }) {
      el.style.height = '600px'; el.style.overflow = 'auto'; el.style.whiteSpace = 'pre-wrap';
      let block = el.appendChild(document.createElement('div'));
      model.on('msg:custom', ({ d }) => {
        const parts = d.split('\\\\n\\\\n');
        parts.forEach((part, index) => {
          if (index) block = el.appendChild(document.createElement('div'));
          if (part) block.append(part);
        });
        el.scrollTop = el.scrollHeight;
      });
    } }"""
floor = Floor()
floor
''',
    """
pending, due = [], 0
async for token in paced():
    pending.append(token)
    if time.monotonic() >= due:
        floor.send({"d": "".join(pending)})
        pending, due = [], time.monotonic() + 0.033
floor.send({"d": "".join(pending)})
"""
    + ENDED,
)

TORTURE = (
    f"""
import asyncio, json, sys, time
from functools import partial
sys.path.append({str(Path(__file__).parents[1] / "browser")!r})
from torture_run import conversation, torture
chat = conversation()
chat
""",
    """
cpu, began = time.process_time(), time.monotonic()
await torture(chat, shown=partial(asyncio.sleep, 0))
cpu, seconds = time.process_time() - cpu, time.monotonic() - began
""",
    'print(json.dumps({"marks": [], "cpu": cpu, "seconds": seconds}))',
)
"""The cells of the conversation that has everything in it, as ``CASES``, and what they say in the end."""

CASES = {"idle": IDLE, "floor": FLOOR, "ours": OURS, "Markdown 10 Hz": MARKDOWN}
"""How each case is prepared, and the cell that is measured; the one that may not end comes last."""
