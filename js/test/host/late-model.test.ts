import { expect, it } from "vitest";
import { hearPython, type HostModel } from "../../src/host/late-model";

type Message = { content: { data: { content?: string } } };

/** As ipywidgets' and anywidget's classes are: the latter lets no message through before it is ready. */
class BaseModel implements HostModel {
  readonly heard: (string | undefined)[] = [];
  async _handle_comm_msg({ content }: Message): Promise<void> {
    if (content.data.content) this.heard.push(content.data.content);
  }
}
class LateModel extends BaseModel {
  listener = (message: Message): unknown => this._handle_comm_msg(message);
  comm = { on_msg: (listener: LateModel["listener"]) => void (this.listener = listener) };
  constructor(private readonly ready: Promise<void>) {
    super();
  }
  override async _handle_comm_msg(message: Message): Promise<void> {
    await this.ready;
    return super._handle_comm_msg(message);
  }
  /** Have a message of Python's arrive; whether the model took it. */
  async take(content: string): Promise<boolean> {
    try {
      await this.listener({ content: { data: { content } } });
      return true;
    } catch {
      return false;
    }
  }
}

it("has a model that was given up take the messages that come", async () => {
  const model = new LateModel(Promise.reject(new Error("Failed to initialize model.")));
  expect(await model.take("lost")).toBe(false);
  await hearPython({ get_model: async () => model }, "one");
  expect(await model.take("heard")).toBe(true);
  expect(model.heard).toEqual(["heard"]);
});

it("leaves a model alone that is ready in time", async () => {
  const model = new LateModel(Promise.resolve());
  const { listener } = model;
  await hearPython({ get_model: async () => model }, "one");
  expect(model.listener).toBe(listener);
});

it("does nothing where a host handles messages in another way", async () => {
  await expect(hearPython({ get_model: async () => ({}) }, "one")).resolves.toBeUndefined();
});
