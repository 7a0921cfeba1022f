"""The cells of the gallery that make an agent of another framework, whose tool needs approval."""

from __future__ import annotations

PYDANTIC_AI = '''
from pydantic_ai import Agent
from pydantic_ai.models.function import DeltaThinkingPart, DeltaToolCall, FunctionModel
from agents_widget import watch

async def model(messages, info):
    turn = sum(message.kind == "response" for message in messages)
    if turn == 0:
        yield {0: DeltaThinkingPart(content="The customer speaks of a double charge. Look at the orders.")}
        yield {1: DeltaToolCall("find_orders", '{"customer": "c_81"}', tool_call_id="c1")}
    elif turn == 1:
        yield "You were charged twice. "
        yield {1: DeltaToolCall("refund", '{"order": "A-7", "amount": 42.0}', tool_call_id="c2")}
    else:
        yield "The money is **on its way**."

clerk = Agent(FunctionModel(stream_function=model), name="Clerk")

@clerk.tool_plain
def find_orders(customer: str) -> list[dict]:
    """Find a customer's last orders."""
    return [{"order": "A-7", "item": "Lamp", "paid": 84.0}]

@clerk.tool_plain(requires_approval=True)
def refund(order: str, amount: float) -> str:
    """Pay money back."""
    return f"refunded {amount:.2f} for {order}"
'''

LANGGRAPH = '''
from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.language_models import FakeMessagesListChatModel
from langchain_core.messages import AIMessage
from langgraph.checkpoint.memory import InMemorySaver
from agents_widget import watch

class Model(FakeMessagesListChatModel):
    def bind_tools(self, tools, **options):
        return self

def find_orders(customer: str) -> str:
    """Find a customer's last orders."""
    return "A-7: Lamp, 84.00"

def refund(order: str, amount: float) -> str:
    """Pay money back."""
    return f"refunded {amount:.2f} for {order}"

model = Model(responses=[
    AIMessage("Let me look.", tool_calls=[{"name": "find_orders", "args": {"customer": "c_81"}, "id": "c1"}]),
    AIMessage("You were charged twice.",
              tool_calls=[{"name": "refund", "args": {"order": "A-7", "amount": 42.0}, "id": "c2"}]),
    AIMessage("The money is **on its way**."),
])
clerk = create_agent(model, [find_orders, refund], name="Clerk", checkpointer=InMemorySaver(),
                     middleware=[HumanInTheLoopMiddleware(interrupt_on={"refund": True})])
'''
