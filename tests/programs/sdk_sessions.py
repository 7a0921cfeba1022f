"""Conversations that are kept: in a file, in memory, by a class of one's own; shortened and corrected."""

import asyncio

from agents_widget.agents import Agent, RunConfig, Runner, SQLiteSession, SessionSettings, function_tool


class Notebook:
    """A session needs no base class."""

    def __init__(self, session_id):
        self.session_id = session_id
        self.items = []

    async def get_items(self, limit=None):
        return self.items[-limit:] if limit else list(self.items)

    async def add_items(self, items):
        self.items.extend(items)

    async def pop_item(self):
        return self.items.pop() if self.items else None

    async def clear_session(self):
        self.items.clear()


@function_tool
def weight(catch: str) -> int:
    """The weight of a catch in kilograms."""
    return 12


agent = Agent(name="Fishmonger", instructions="Be short.", tools=[weight])


def kinds(items):
    return [item.get("role") or item["type"] for item in items]


async def main():
    session = SQLiteSession("talk-1", "talks.db")
    result = await Runner.run(agent, "What does my cod weigh?", session=session)
    print(result.final_output, kinds(await session.get_items()))

    stream = Runner.run_streamed(agent, "And what is it worth?", session=session)
    async for _ in stream.stream_events():
        pass
    print(stream.final_output, kinds(await session.get_items(limit=2)), len(stream.to_input_list()))

    print("taken back:", (await session.pop_item())["role"], (await session.pop_item())["content"])
    again = SQLiteSession("talk-1", "talks.db")
    print("reopened:", kinds(await again.get_items()))
    print("another talk:", await SQLiteSession("talk-2", "talks.db").get_items())

    short = RunConfig(session_settings=SessionSettings(limit=1))
    result = await Runner.run(agent, "Only the last one?", session=again, run_config=short)
    print(result.final_output, len(await again.get_items()))

    merged = RunConfig(session_input_callback=lambda history, new: history[:1] + new)
    result = await Runner.run(agent, "Only the first one?", session=again, run_config=merged)
    print(result.final_output, len(await again.get_items()))
    await again.clear_session()
    print(await again.get_items())

    notebook = Notebook("paper")
    for said in ("Good morning.", "Good bye."):
        print((await Runner.run(agent, said, session=notebook)).final_output)
    print(kinds(notebook.items))
    session.close()
    again.close()


if __name__ == "__main__":
    asyncio.run(main())
