from __future__ import annotations

import asyncio
import contextvars
import subprocess
import sys
import threading

import hang
import pytest

from agents_widget.agents.run_internal import background


def test_there_is_one_loop_on_a_daemon_thread() -> None:
    async def where() -> threading.Thread:
        return threading.current_thread()

    thread = background.submit(where()).result(hang.SECONDS)
    assert thread.daemon
    assert thread is background.submit(where()).result(hang.SECONDS)
    assert background.loop() is background.loop()


def test_context_variables_are_carried_over() -> None:
    variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable")
    variable.set("mine")

    async def read() -> str:
        await asyncio.sleep(0)
        return variable.get()

    assert background.submit(read()).result(hang.SECONDS) == "mine"


def test_errors_come_back_and_cancelling_goes_over() -> None:
    async def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        background.submit(fail()).result(hang.SECONDS)
    ended = threading.Event()

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    started = background.submit(asyncio.sleep(0))
    future = background.submit(endless())
    started.result(hang.SECONDS)
    future.cancel()
    assert ended.wait(hang.SECONDS)


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_what_would_end_the_program_ends_its_own_task_only(error: type[BaseException]) -> None:
    """asyncio lets these errors end the loop: every other run on it stood still for ever."""
    variable = threading.Event()

    async def goes_on() -> str:
        await asyncio.to_thread(variable.wait, hang.SECONDS)
        return "went on"

    async def fail() -> None:
        raise error

    other = background.submit(goes_on())
    before = background.loop()
    with pytest.raises(error):
        background.submit(fail()).result(hang.SECONDS)
    variable.set()
    assert other.result(hang.SECONDS) == "went on"
    assert background.loop() is before


def test_a_process_with_the_loop_running_ends_quietly() -> None:
    program = (
        "import asyncio\nfrom agents_widget.agents.run_internal import background\n"
        "background.submit(asyncio.sleep(60))\nbackground.submit(asyncio.sleep(0)).result()\nprint('end')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=hang.SECONDS
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "end\n", "")


def test_a_fork_gets_a_loop_of_its_own() -> None:
    program = (
        "import asyncio, os, warnings\nwarnings.simplefilter('ignore')\n"
        "from agents_widget.agents.run_internal import background\n"
        "background.submit(asyncio.sleep(0)).result()\n"
        "child = os.fork()\n"
        "background.submit(asyncio.sleep(0)).result()\n"
        "if child:\n    raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=hang.SECONDS
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_is_left_open_at_the_end_of_a_program() -> None:
    program = (
        "from agents_widget import Agent, Runner\n"
        "from agents_widget.testing import ScriptedModel\n"
        "agent = Agent(name='A', model=ScriptedModel(['bye']))\n"
        "print(Runner.run_sync(agent, 'hi').final_output)\n"
    )
    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=hang.SECONDS)
    assert (done.stdout, done.stderr) == ("bye\n", "")
