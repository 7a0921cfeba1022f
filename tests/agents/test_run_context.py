"""The context of a run."""

from agents_widget.agents.run_context import RunContextWrapper
from agents_widget.agents.tool_context import ToolContext


def test_a_wrapper_is_equal_to_itself_only():
    assert RunContextWrapper(None) != RunContextWrapper(None)
    of_a_call = ToolContext(None, tool_name="add", tool_call_id="c1", tool_arguments="{}")
    assert len({RunContextWrapper(None), of_a_call}) == 2
