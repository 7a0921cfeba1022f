import { beforeEach, expect, it } from "vitest";
import { mount } from "../../src/host/mount";
import { FakePython } from "../fake-python";
import { drawn } from "../mounted";

let python: FakePython;
beforeEach(() => {
  python = new FakePython();
  python.deliver({ type: "reply", to: 0, ok: true });
});

const page = () => document.body.appendChild(document.createElement("div"));

it("draws a view of the client, and takes all of it away", async () => {
  const element = page();
  const unmount = mount(element, python.client);
  python.entry({ id: "e1", kind: "user", text: "Hi" });
  await drawn();
  expect(element.querySelector("[data-id=e1]")?.textContent).toContain("Hi");
  unmount();
  python.entry({ id: "e2", kind: "user", text: "Bye" });
  await drawn();
  expect(element.childNodes).toHaveLength(0);
});

it("gives each view of one client a state and ids of its own", async () => {
  const [one, two] = [page(), page()];
  const unmounts = [one, two].map((element) => mount(element, python.client));
  python.entry({ id: "e1", kind: "tool_call", tool: "add" });
  await drawn();
  one.querySelectorAll<HTMLElement>("[role=tab]")[1]!.click();
  await drawn();
  const tabs = [one, two].map((element) => element.querySelector("[aria-selected=true]")!);
  expect(tabs.map((tab) => tab.textContent)).toEqual(["Tools1", "Transcript"]);
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(10);
  expect(new Set(ids).size).toBe(ids.length);
  unmounts.forEach((unmount) => unmount());
});

it("offers suggestions where nothing was said yet", async () => {
  const element = page();
  const unmount = mount(element, python.client, ["What is new?", "Tell a joke"]);
  python.facts({ abilities: ["say"], status: "done" });
  await drawn();
  const buttons = [...element.querySelectorAll<HTMLElement>(".agw-suggestions button")];
  expect(buttons.map((button) => button.textContent)).toEqual(["What is new?", "Tell a joke"]);
  buttons[1]!.click();
  expect(python.commands("say")).toEqual([{ type: "say", text: "Tell a joke" }]);
  unmount();
});

it("shows characters that are not seen, such as those that turn text around", async () => {
  const element = page();
  const unmount = mount(element, python.client);
  python.facts({ agent: "Refunds\u202e" });
  await drawn();
  expect(element.querySelector(".agw-who")!.textContent).not.toContain("\u202e");
  unmount();
});
