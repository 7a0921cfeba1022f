"""A model of one's own, found by a provider of one's own."""

import asyncio

from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseOutputMessage,
    ResponseOutputText,
    ResponseTextDeltaEvent,
)

from agents_widget.agents import Agent, Model, ModelProvider, ModelResponse, RunConfig, Runner, Usage


class Echo(Model):
    """Says what it was told, in capitals."""

    def __init__(self, name):
        self.name = name

    def message(self, input):
        said = input if isinstance(input, str) else input[-1]["content"]
        part = ResponseOutputText(text=f"{self.name}: {said.upper()}", type="output_text", annotations=[])
        return ResponseOutputMessage(
            id="m1", type="message", role="assistant", status="completed", content=[part]
        )

    async def get_response(
        self,
        system_instructions,
        input,
        model_settings,
        tools,
        output_schema,
        handoffs,
        tracing,
        *,
        previous_response_id=None,
        conversation_id=None,
        prompt=None,
    ):
        print("asked:", system_instructions, model_settings.temperature, [tool.name for tool in tools])
        return ModelResponse(output=[self.message(input)], usage=Usage(requests=1), response_id=None)

    async def stream_response(self, system_instructions, input, model_settings, tools, *rest, **named):
        response = await self.get_response(system_instructions, input, model_settings, tools, *rest, **named)
        message = response.output[0]
        for word in message.content[0].text.split():
            yield ResponseTextDeltaEvent(
                type="response.output_text.delta",
                delta=word,
                item_id="m1",
                output_index=0,
                content_index=0,
                sequence_number=0,
                logprobs=[],
            )
        whole = Response(
            id="r1",
            created_at=0,
            model=self.name,
            object="response",
            output=[message],
            parallel_tool_calls=True,
            tool_choice="auto",
            tools=[],
        )
        yield ResponseCompletedEvent(type="response.completed", response=whole, sequence_number=1)


class EchoProvider(ModelProvider):
    def get_model(self, model_name):
        return Echo(model_name or "nobody")


async def main():
    config = RunConfig(model_provider=EchoProvider())
    agent = Agent(name="Cliff", instructions="Answer.", model="cliff")
    print((await Runner.run(agent, "hello", run_config=config)).final_output)

    stream = Runner.run_streamed(Agent(name="Valley"), [{"role": "user", "content": "ho"}], run_config=config)
    async for event in stream.stream_events():
        if event.type == "raw_response_event":
            print(event.data.type, getattr(event.data, "delta", ""))
    print(stream.final_output)

    direct = Agent(name="Wall", model=Echo("wall"))
    print((await Runner.run(direct, "who?")).final_output)


if __name__ == "__main__":
    asyncio.run(main())
