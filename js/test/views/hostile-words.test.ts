/** Words and schemas that come from elsewhere: a stranger's recording, a tool server's schema. */

import { describe, expect, it, vi } from "vitest";
import type { Entry, Facts } from "../../src/transcript/schema";
import payloads from "../../../tests/hostile/payloads.json";
import { drawn, Mounted } from "../mounted";

const of = (...categories: string[]) => payloads.filter(({ category }) => categories.includes(category));

describe("a word that no version knows", () => {
  it.each(of("word").filter(({ text }) => text !== "tool_call" && text !== "error"))(
    "as a status, a kind and a state: $id",
    async ({ text }) => {
      const failed = vi.spyOn(console, "error");
      const view = new Mounted({ live: false });
      const word = text as never;
      view.python.entry({ id: "e1", kind: word, text: "Said." });
      view.python.entry({ id: "e2", kind: "message", state: word, format: word, text: "Told." });
      view.python.entry({
        id: "e3",
        kind: "tool_call",
        tool: text,
        state: word,
        call_id: text,
      } as Partial<Entry>);
      view.python.facts({ status: word, abilities: [text], usage: { [text]: 1 } } as Partial<Facts>);
      await drawn();
      for (const tab of ["tools", "timeline", "usage", "transcript"])
        await view.click(`[role=tab][id$=-${tab}]`);

      expect(view.text(".agw-panel-transcript")).toContain("Said.");
      expect(view.text(".agw-panel-transcript")).toContain("Told.");
      expect(view.root.textContent).not.toContain("native code");
      expect(view.find("[data-id=e1]").className).toBe("agw-entry agw-notice");
      expect(failed).not.toHaveBeenCalled();
    },
  );
});

it.each(of("word", "file_name", "bidi"))("an entry's id: $id", async ({ text }) => {
  const view = new Mounted({ live: false });
  const call = { kind: "tool_call", tool: "add", call_id: text, state: "done" } as const;
  view.python.entry({ ...call, id: `a ${text}` });
  view.python.entry({ ...call, id: `b ${text}` });
  view.python.entry({ ...call, id: `c ${text}`, parent: `a ${text}` });
  await drawn();

  expect(view.all(".agw-calls [data-tool=add]")).toHaveLength(2);
});

describe("a tool's schema", () => {
  it.each(of("schema_text", "word", "clobbering", "event_handler", "source_field"))(
    "in the form: $id",
    async ({ text }) => {
      const view = new Mounted();
      view.python.facts({ status: "waiting", abilities: ["approve", "edit_arguments"] });
      const choice = { enum: [text], description: text, title: text, default: text };
      const schema = {
        properties: {
          [text]: { type: "string", description: text },
          choice,
          other: { $ref: `#/$defs/${text}` },
        },
        required: [text],
        $defs: { [text]: choice },
      };
      const given = JSON.stringify({ [text]: text, choice: text });
      const call = { kind: "tool_call", state: "awaiting_approval", tool: text, call_id: text } as const;
      view.python.entry({ ...call, id: "e1", arguments: given, schema } as unknown as Partial<Entry>);
      await drawn();
      await view.click("[data-action=edit]");
      const form = view.find<HTMLFormElement>("form.agw-form");

      for (const made of form.querySelectorAll("*")) {
        expect(made.hasAttribute("name")).toBe(false);
        expect(
          [...made.attributes].filter(({ name }) => /^(?:on|src|href|action|pattern)/.test(name)),
        ).toEqual([]);
      }
      expect([...new Set([...form.querySelectorAll("*")].map(({ localName }) => localName))].sort()).toEqual(
        ["button", "div", "input", "label", "option", "p", "select", "span", "textarea"].filter((name) =>
          form.querySelector(name),
        ),
      );
      await view.click("[data-action=approve-edited]");
      expect(view.python.commands("approve")).toHaveLength(1);
    },
  );
});
