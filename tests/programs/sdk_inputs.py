"""What a run can begin with: text, pictures and files, items of an earlier run, items of the openai package."""

import asyncio

from openai.types.responses import ResponseOutputMessage, ResponseOutputText

from agents_widget.agents import Agent, ItemHelpers, Runner

PIXEL = "data:image/png;base64,iVBORw0KGgo="


async def main():
    agent = Agent(name="Reader", instructions="Read what you are given.")
    given = [
        {
            "role": "user",
            "content": [
                {"type": "input_image", "detail": "auto", "image_url": PIXEL},
                {"type": "input_file", "file_data": "data:application/pdf;base64,QQ==", "filename": "log.pdf"},
            ],
        },
        {"role": "user", "content": "What is it?"},
    ]
    result = await Runner.run(agent, given)
    print(result.final_output, result.input == given, len(given))

    said = ResponseOutputMessage(
        id="msg_1",
        type="message",
        role="assistant",
        status="completed",
        content=[ResponseOutputText(type="output_text", text="A log.", annotations=[])],
    )
    items = [{"role": "developer", "content": "Be kind."}, said.model_dump(exclude_unset=True)]
    result = await Runner.run(agent, [*items, *ItemHelpers.input_to_new_input_list("Whose?")])
    print(result.final_output, ItemHelpers.extract_last_text(said), ItemHelpers.extract_last_content(said))
    print([item["role"] for item in result.to_input_list()])


if __name__ == "__main__":
    asyncio.run(main())
