import { beforeEach, expect, it, vi } from "vitest";
import type { Model } from "../src/index";
import widget from "../src/loader";

const VIEW = `export default () => ({
  initialize({ model }) { model.get("log").push("initialize"); return () => model.get("log").push("close"); },
  render({ model, el }) { el.textContent = model.get("name"); },
})`;

let evaluated: string[];
beforeEach(() => {
  evaluated = [];
  // Node imports no blob, but a data address.
  vi.spyOn(URL, "createObjectURL").mockImplementation(() => {
    evaluated.push(VIEW);
    return `data:text/javascript,${encodeURIComponent(VIEW)}`;
  });
});

let texts = 0;
/** The models of a page, by their id, with a view of their own: `view1`. */
function page() {
  texts += 1;
  const traits = { view: `view ${texts}`, style: `.view${texts} { color: red }` };
  return new Map<string, object>([["source", { get: (name: "view") => traits[name] }]]);
}

function modelOn(models: Map<string, object>, name: string, language = "") {
  const log: string[] = [];
  const traits: Record<string, unknown> = { view_source: "IPY_MODEL_source", run: name, name, log, language };
  const get_model = async (id: string) => models.get(id) ?? Promise.reject(new Error("model not found"));
  models.set(name, {});
  const model: Model = {
    get: (key) => traits[key],
    send() {},
    on() {},
    off() {},
    widget_manager: { get_model },
  };
  return { model, log, traits, el: document.createElement("div") };
}

it("takes the view from the model it refers to, and hands on what the host asks", async () => {
  const props = modelOn(page(), "one");
  const { initialize, render } = widget();
  const close = (await initialize(props)) as () => void;
  await render(props);
  expect([props.el.textContent, props.log]).toEqual(["one", ["initialize"]]);
  close();
  expect(props.log).toEqual(["initialize", "close"]);
});

it("reads a view once for all widgets of a page, also at the same time", async () => {
  const models = page();
  const all = ["one", "two", "three"].map((name) => modelOn(models, name));
  await Promise.all(all.map((props) => widget().render(props)));
  expect(all.map(({ el }) => el.textContent)).toEqual(["one", "two", "three"]);
  expect(evaluated).toHaveLength(1);
  expect(document.head.querySelectorAll("style")).toHaveLength(1);
});

it("keeps the views of two versions apart", async () => {
  const [older, newer] = [modelOn(page(), "one"), modelOn(page(), "two")];
  await widget().render(older);
  await widget().render(newer);
  expect(evaluated).toHaveLength(2);
  const styles = [...document.head.querySelectorAll("style")].map(({ textContent }) => textContent);
  expect(new Set(styles).size).toBe(2);
});

it("reads a view once for each language that has words of its own", async () => {
  const models = page();
  for (const language of ["", "de", "en", "de-AT", "fr"])
    await widget().render(modelOn(models, language, language));
  expect(evaluated).toHaveLength(2);
  expect(document.head.querySelectorAll("style")).toHaveLength(1);
});

it("opens a model anew in a language that it has got since, and closes both", async () => {
  const props = modelOn(page(), "one");
  const { initialize, render } = widget();
  const close = (await initialize(props)) as () => void;
  props.traits.language = "ja";
  await render(props);
  await render(props);
  expect(props.log).toEqual(["initialize", "initialize"]);
  expect(evaluated).toHaveLength(2);
  close();
  expect(props.log.slice(2)).toEqual(["close", "close"]);
});

it("fails where the model that it refers to is not there, so that the saved page stays", async () => {
  const models = page();
  models.delete("source");
  await expect(widget().initialize(modelOn(models, "one"))).rejects.toThrow("model not found");
});
