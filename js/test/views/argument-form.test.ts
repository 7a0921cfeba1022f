import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Schema } from "../../src/transcript/schema";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
  view.python.facts({ status: "waiting", abilities: ["approve", "edit_arguments"] });
});

/** A call that waits, with its form open. */
async function editing(schema: Schema | null, given: object | string): Promise<void> {
  view.python.entry({
    id: "e1",
    kind: "tool_call",
    tool: "book",
    call_id: "c1",
    state: "awaiting_approval",
    arguments: typeof given === "string" ? given : JSON.stringify(given),
    schema,
  });
  await drawn();
  await view.click("[data-action=edit]");
}

const one = (property: Schema, more: Partial<Schema> = {}): Schema => ({
  type: "object",
  properties: { x: property },
  required: ["x"],
  ...more,
});

const run = () => view.click("[data-action=approve-edited]");
const raw = () => view.find<HTMLTextAreaElement>(".agw-raw-json");

/** The text of the arguments of the approval that was sent; undefined: none was. */
function sentText(): string | undefined {
  return (view.python.commands("approve").at(-1) as { arguments?: string } | undefined)?.arguments;
}

/** Their value. */
function sent(): unknown {
  const text = sentText();
  return text && JSON.parse(text);
}

describe("the control", () => {
  it.each<[string, Schema, unknown, string, string]>([
    ["a text", { type: "string" }, "Rome", "INPUT", "Rome"],
    ["a text of several lines", { type: "string" }, "a\nb", "TEXTAREA", "a\nb"],
    ["a long text", { type: "string" }, "word ".repeat(20), "TEXTAREA", "word ".repeat(20)],
    ["a number", { type: "number" }, 1.5, "INPUT", "1.5"],
    ["a whole number", { type: "integer" }, 3, "INPUT", "3"],
    ["yes or no", { type: "boolean" }, true, "SELECT", "true"],
    ["a choice", { type: "string", enum: ["up", "down"] }, "down", "SELECT", "down"],
    ["a list", { type: "array" }, [1], "TEXTAREA", "[\n  1\n]"],
    ["an object", { type: "object" }, { a: 1 }, "TEXTAREA", '{\n  "a": 1\n}'],
    ["nothing", { type: ["string", "null"] }, null, "INPUT", ""],
  ])("of %s", async (_, property, value, name, shown) => {
    await editing(one(property), { x: value });
    const control = view.find<HTMLInputElement>("[data-argument=x]");
    expect([control.tagName, control.value]).toEqual([name, shown]);
  });

  it("of a number asks for a keyboard with digits", async () => {
    await editing(
      { properties: { n: { type: "number" }, s: { type: "string" } }, required: ["n"] },
      { n: 1, s: "" },
    );
    expect(view.find("[data-argument=n]").getAttribute("inputmode")).toBe("decimal");
    expect(view.find("[data-argument=s]").getAttribute("inputmode")).toBe("text");
  });

  it("has its name as label, its description as hint, and says that it is needed", async () => {
    const properties: Record<string, Schema> = {
      city: { type: "string", description: "Where to go" },
      note: { type: "string" },
    };
    await editing({ properties, required: ["city"] }, { city: "Rome" });
    const labels = view.all(".agw-field label");
    expect(labels.map((label) => label.getAttribute("for"))).toEqual([
      view.find("[data-argument=city]").id,
      view.find("[data-argument=note]").id,
    ]);
    expect(labels.map((label) => label.querySelector(".agw-required") !== null)).toEqual([true, false]);
    expect(view.find<HTMLInputElement>("[data-argument=city]").required).toBe(true);
    expect(view.texts(".agw-hint")).toEqual(["Where to go"]);
  });

  it.each<[string, Schema, string[]]>([
    ["needed", one({ enum: ["a", "b"] }), ["a", "b"]],
    ["not needed", one({ enum: ["a", "b"] }, { required: [] }), ["–", "a", "b"]],
    ["needed, but may be null", one({ anyOf: [{ enum: ["a", "b"] }, { type: "null" }] }), ["–", "a", "b"]],
  ])("of a choice that is %s offers %j", async (_, schema, options) => {
    await editing(schema, { x: "a" });
    expect(view.texts("[data-argument=x] option")).toEqual(options);
  });

  it("follows the definitions of the schema", async () => {
    const schema = one(
      { $ref: "#/$defs/Size", description: "How big" },
      { $defs: { Size: { type: "string", enum: ["S", "L"] } } },
    );
    await editing(schema, { x: "L" });
    expect(view.texts("[data-argument=x] option")).toEqual(["S", "L"]);
    expect(view.text(".agw-hint")).toBe("How big");
  });
});

describe("the arguments that are sent", () => {
  const schema: Schema = {
    properties: {
      city: { type: "string" },
      nights: { type: "integer" },
      rate: { type: "number" },
      pets: { type: "boolean" },
      size: { enum: ["S", "L"] },
      guests: { type: "array" },
      note: { type: "string" },
    },
    required: ["city", "nights", "rate", "pets", "size", "guests"],
  };
  const given = {
    city: " Rome ",
    nights: 0,
    rate: -1.25,
    pets: false,
    size: "L",
    guests: [{ name: "Ada" }],
    extra: { not: ["in", "the", "schema"] },
  };

  it("are those of the model where nothing was touched", async () => {
    await editing(schema, given);
    await run();
    expect(sent()).toEqual(given);
  });

  it.each<[string, string, Partial<Record<keyof typeof given | "note", unknown>>]>([
    ["city", "Lodz\t", { city: "Lodz\t" }],
    ["nights", " 3 ", { nights: 3 }],
    ["rate", "1e2", { rate: 100 }],
    ["guests", '["Bo"]', { guests: ["Bo"] }],
    ["note", "late", { note: "late" }],
  ])("differ in %s alone where that was written", async (name, text, change) => {
    await editing(schema, given);
    await view.type(`[data-argument=${name}]`, text);
    await run();
    expect(sent()).toEqual({ ...given, ...change });
  });

  it.each<[string, string, object]>([
    ["pets", "true", { pets: true }],
    ["size", "S", { size: "S" }],
  ])("differ in %s alone where that was chosen", async (name, value, change) => {
    await editing(schema, given);
    await view.choose(`[data-argument=${name}]`, value);
    await run();
    expect(sent()).toEqual({ ...given, ...change });
  });

  it("lose what is not needed and was emptied", async () => {
    await editing(schema, { ...given, note: "late" });
    await view.type("[data-argument=note]", "");
    await run();
    expect(sent()).toEqual(given);
  });

  it.each([" a", "b  c", "d\ne", "f\tg "])("keep the space in the chosen %j", async (choice) => {
    // A browser squeezes the text of an option that has no value of its own; this DOM does not.
    vi.spyOn(HTMLOptionElement.prototype, "value", "get").mockImplementation(function (
      this: HTMLOptionElement,
    ) {
      return this.getAttribute("value") ?? this.textContent.trim().replace(/\s+/g, " ");
    });
    await editing(one({ enum: ["x", choice] }), { x: "x" });
    await view.choose(
      "[data-argument=x]",
      view.find<HTMLOptionElement>("[data-argument=x] option:last-child").value,
    );
    await run();
    vi.restoreAllMocks();
    expect(sent()).toEqual({ x: choice });
  });

  it("keep the type of a chosen number", async () => {
    await editing(one({ enum: [1, 2.5, "2"] }), { x: 1 });
    await view.choose("[data-argument=x]", "2.5");
    await run();
    expect(sent()).toEqual({ x: 2.5 });
  });
});

describe("what nobody touched", () => {
  const schema: Schema = {
    properties: {
      id: { type: "integer" },
      rate: { type: "number" },
      size: { enum: ["S", "L", 1, null] },
      pets: { type: "boolean" },
      note: { type: "string" },
      memo: { anyOf: [{ type: "string" }, { type: "null" }] },
      more: { type: "object" },
      constructor: { type: "string" },
    },
    required: ["id", "rate", "size", "pets", "note", "memo", "more", "constructor"],
  };
  const given =
    '{"pets":"yes", "id": 1610521604143693812,"size": "XL",\n"note":"a\\u00e9", "more":{"b":[1.0,-0],"a": 12345678901234567890},"memo": "", "note": "b"}';

  it("goes out to the byte as the model wrote it", async () => {
    await editing(schema, given);
    await run();
    expect(sentText()).toBe(given);
  });

  it("stays where another field was edited", async () => {
    await editing(schema, given);
    await view.type("[data-argument=note]", "c");
    await run();
    expect(sentText()).toBe(given.replace('"note": "b"', '"note": "c"'));
  });

  it("stays where an edit was taken back", async () => {
    await editing(schema, given);
    await view.type("[data-argument=id]", "7");
    await view.choose("[data-argument=size]", "S");
    await view.choose("[data-argument=pets]", "false");
    await view.type("[data-argument=id]", "1610521604143693812");
    await view.choose("[data-argument=size]", "XL");
    await view.choose("[data-argument=pets]", "yes");
    await run();
    expect(sentText()).toBe(given);
  });

  it("is there again when the form is opened again", async () => {
    await editing(schema, given);
    await view.type("[data-argument=id]", "7");
    await view.press("Cancel");
    await view.click("[data-action=edit]");
    expect(view.find<HTMLInputElement>("[data-argument=id]").value).toBe("1610521604143693812");
    await view.type("[data-argument=note]", "c");
    await run();
    expect(sentText()).toBe(given.replace('"note": "b"', '"note": "c"'));
  });

  it("stays where the arguments are edited as JSON, with what was edited in the fields", async () => {
    await editing(schema, given);
    await view.type("[data-argument=id]", "1610521604143693813");
    await view.type("[data-argument=rate]", ".5");
    await view.press("Edit as JSON");
    await view.type(".agw-raw-json", raw().value.replace('"XL"', '"S"'));
    await run();
    expect(sentText()).toBe(given.replace("812,", "813,").replace('"XL"', '"S"'));
  });

  it("stays after a refusal", async () => {
    await editing(schema, given);
    await view.type("[data-argument=id]", "1e999");
    await run();
    expect(view.texts(".agw-problem")).toEqual([
      "Expected a whole number. It is written in digits, such as 12.",
    ]);
    await view.type("[data-argument=id]", "5");
    await run();
    expect(sentText()).toBe(given.replace("1610521604143693812", "5"));
  });
});

describe("what is wrong", () => {
  it.each<[string, Schema, string, string]>([
    ["no number", { type: "number" }, "ten", "Expected a number."],
    ["no whole number", { type: "integer" }, "1.5", "Expected a whole number."],
    ["too little", { type: "number", minimum: 2 }, "1", "Expected at least 2."],
    ["too much", { type: "number", maximum: 2 }, "3", "Expected at most 2."],
    ["too short", { type: "string", minLength: 3 }, "ab", "Expected at least 3 characters."],
    ["too long", { type: "string", maxLength: 3 }, "abcd", "Expected at most 3 characters."],
    ["of another form", { type: "string", pattern: "^a" }, "b", "Expected text that matches ^a"],
    ["missing", { type: "integer" }, " ", "This argument is needed."],
    ["no JSON", { type: "array" }, "[1", "Not JSON: "],
  ])("is said beside the field: %s", async (_, property, text, problem) => {
    await editing(one(property), {});
    await view.type("[data-argument=x]", text);
    await run();
    const field = view.find("[data-argument=x]");
    expect(view.text(".agw-problem")).toContain(problem);
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(field.getAttribute("aria-describedby")).toBe(view.find(".agw-problem").id);
    expect(sent()).toBeUndefined();
  });

  it("is not said before the form is sent, and no longer once it is right", async () => {
    await editing(one({ type: "integer" }), { x: 1 });
    await view.type("[data-argument=x]", "one");
    expect(view.has(".agw-problem")).toBe(false);
    await run();
    expect(view.has(".agw-problem")).toBe(true);
    await view.type("[data-argument=x]", "2");
    await run();
    expect(view.has(".agw-problem")).toBe(false);
    expect(view.find("[data-argument=x]").hasAttribute("aria-invalid")).toBe(false);
    expect(sent()).toEqual({ x: 2 });
  });
});

describe("as JSON", () => {
  it("is said what is wrong beside the text", async () => {
    await editing(null, '{"x": 1}');
    await view.type(".agw-raw-json", '{"x": 1e999}');
    await run();
    expect(view.text(".agw-problem")).toContain("1e999 would become Infinity");
    expect(raw().getAttribute("aria-describedby")).toBe(view.find(".agw-problem").id);
    expect(sent()).toBeUndefined();
  });

  it("goes on with what was written in the fields", async () => {
    await editing(one({ type: "integer" }), { x: 1, extra: true });
    await view.type("[data-argument=x]", "7");
    await view.press("Edit as JSON");
    expect(JSON.parse(raw().value)).toEqual({ x: 7, extra: true });
    await view.type(".agw-raw-json", '{"x": 8}');
    await run();
    expect(sent()).toEqual({ x: 8 });
  });

  it("goes on with what the model wrote, where a field is wrong", async () => {
    await editing(one({ type: "integer" }), { x: 1 });
    await view.type("[data-argument=x]", "one");
    await view.press("Edit as JSON");
    expect(JSON.parse(raw().value)).toEqual({ x: 1 });
  });

  it.each([
    ["there is no schema", null, '{"x": 1}', '{\n  "x": 1\n}'],
    ["the schema has no fields", { type: "object" } as Schema, '{"x": 1}', '{\n  "x": 1\n}'],
    ["the model wrote no JSON", one({ type: "string" }), '{"x": ', '{"x": '],
    ["the model wrote no object", one({ type: "string" }), "[1, 2]", "[1, 2]"],
  ])("is what there is where %s", async (_, schema, given, shown) => {
    await editing(schema, given);
    expect(raw().value).toBe(shown);
    expect(view.texts(".agw-form button")).not.toContain("Edit as JSON");
    expect(document.activeElement).toBe(raw());
  });

  it.each(["[1]", "3", "null", '"x"', "{", "{'x': 1}"])("has to be an object: %s", async (text) => {
    await editing(null, "{}");
    await view.type(".agw-raw-json", text);
    await run();
    expect(view.text(".agw-problem")).toBe("Expected a JSON object, such as {}.");
    expect(raw().getAttribute("aria-invalid")).toBe("true");
    expect(sent()).toBeUndefined();
  });
});

describe("the keyboard", () => {
  it("is at the first field that is wrong", async () => {
    const properties: Record<string, Schema> = {
      a: { type: "string" },
      b: { type: "integer" },
      c: { type: "integer" },
    };
    await editing({ properties }, { a: "x", b: 1, c: 2 });
    await view.type("[data-argument=c]", ".5");
    await view.type("[data-argument=b]", "٣");
    await run();
    expect(document.activeElement).toBe(view.find("[data-argument=b]"));
  });

  it("is at the first field, whatever that is", async () => {
    await editing(one({ type: "boolean" }), { x: true });
    expect(document.activeElement).toBe(view.find("select[data-argument=x]"));
  });

  it("sends with the form's own key, and takes no shortcut from what is written", async () => {
    await editing(one({ type: "string" }), { x: "a" });
    expect(await view.key("2", view.find("[data-argument=x]"))).toBe(false);
    expect(await view.submit(".agw-form")).toBe(true);
    expect(sent()).toEqual({ x: "a" });
  });
});

it("is left with Escape, which keeps what the model wrote and goes no further", async () => {
  await editing(one({ type: "string" }), { x: "Rome" });
  await view.type("[data-argument=x]", "Oslo");
  let heard = 0;
  const hear = () => (heard += 1);
  document.body.addEventListener("keydown", hear);
  expect(await view.key("Escape", view.find("[data-argument=x]"))).toBe(true);
  document.body.removeEventListener("keydown", hear);
  expect(heard).toBe(0);
  expect(view.has(".agw-field")).toBe(false);
  await view.click("[data-action=approve]");
  expect(sentText()).toBeUndefined();
});

it("marks no argument that may be left out, also where a strict schema requires all", async () => {
  const properties: Record<string, Schema> = {
    city: { type: "string" },
    nights: { type: "integer", default: 3 },
    note: { type: "string", default: "" },
    size: { anyOf: [{ type: "string" }, { type: "null" }] },
  };
  const given = { city: "Rome", nights: 5, note: "", size: null };
  await editing({ type: "object", properties, required: Object.keys(properties) }, given);
  const marked = view.all(".agw-field label").filter((label) => label.querySelector(".agw-required"));
  expect(marked.map((label) => label.textContent)).toEqual(["city"]);
  await view.type("[data-argument=nights]", "");
  await run();
  expect(sent()).toEqual({ ...given, nights: 3 });
});
