import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
const copied: string[] = [];

beforeEach(async () => {
  copied.length = 0;
  view = new Mounted();
  vi.stubGlobal(
    "ClipboardItem",
    class {
      constructor(readonly items: Record<string, Promise<Blob>>) {}
    },
  );
  vi.stubGlobal("navigator", {
    clipboard: {
      write: async ([item]: { items: Record<string, Promise<Blob>> }[]) =>
        void copied.push(await (await item!.items["text/plain"]!).text()),
    },
  });
  view.python.entry({ id: "e1", kind: "message", agent: "Joker", text: "A **duck** \u202ewalks." });
  view.python.entry({ id: "e2", kind: "tool_call", tool: "find", arguments: '{"a": 1}', output: "42" });
  view.python.facts({ status: "done" });
  await drawn();
});

const open = async (id: string) => {
  await view.click(`[data-id=${id}] [data-action=entry-menu]`);
  await drawn();
};
const sent = () => view.python.commands("annotate").map(({ command: _, ...command }) => command);

it("copies a message as its Markdown, with what reorders text shown", async () => {
  await open("e1");
  await view.click("[data-action=copy-entry]");
  await vi.waitFor(() => expect(copied).toEqual(["A **duck** [U+202E]walks."]));
  await drawn();
  expect(view.text("[role=status].agw-menu-said")).toBe("Copied");
  await vi.advanceTimersByTimeAsync(1000);
  expect(view.has("[role=menu]")).toBe(false);
});

it("copies the result and the arguments of a call, whose row stays as it is", async () => {
  await open("e2");
  await view.click("[data-action=copy-entry]");
  await view.click("[data-action=copy-arguments]");
  await vi.waitFor(() => expect(copied).toEqual(["42", '{"a": 1}']));
  expect(view.has(".agw-call-detail")).toBe(false);
});

it("copies a link to the entry of this run", async () => {
  view.python.client.run = "agw-1";
  await open("e2");
  await view.click("[data-action=copy-link]");
  await vi.waitFor(() => expect(copied).toEqual([expect.stringMatching(/#agw-1\/e2$/)]));
});

it("offers no link in a frame, whose address leads nowhere", async () => {
  const { top } = window;
  vi.stubGlobal("top", {});
  onTestFinished(() => void vi.stubGlobal("top", top));
  await open("e1");
  expect(view.has("[data-action=copy-link]")).toBe(false);
  expect(view.has("[data-action=copy-entry]")).toBe(true);
});

it("writes a note, which Python then shows", async () => {
  await open("e1");
  await view.click("[data-action=annotate]");
  await drawn();
  const box = view.find<HTMLTextAreaElement>(".agw-note-form textarea");
  expect(document.activeElement).toBe(box);
  box.value = "Too <b>short</b>";
  await view.submit(".agw-note-form");
  expect(sent()).toEqual([{ type: "annotate", id: "e1", text: "Too <b>short</b>" }]);
  view.python.reply(true);
  view.python.set("e1", { annotation: "Too <b>short</b>" });
  await drawn();
  expect(view.text(".agw-annotation")).toBe("Too <b>short</b>");
  expect(view.has(".agw-annotation b, .agw-note-form")).toBe(false);
});

it("edits and deletes a note at a call, without opening its row", async () => {
  view.python.set("e2", { annotation: "Seen" });
  await drawn();
  expect(view.text(".agw-call-more .agw-annotation")).toBe("Seen");
  await view.click("[data-action=edit-note]");
  await drawn();
  expect(view.find<HTMLTextAreaElement>(".agw-note-form textarea").value).toBe("Seen");
  await view.click("[data-action=delete-note]");
  expect(sent()).toEqual([{ type: "annotate", id: "e2", text: "" }]);
  view.python.reply(false, "That is gone.");
  await drawn();
  expect(view.text(".agw-note-form [role=status]")).toBe("That is gone.");
  await view.click("[data-action=cancel-note]");
  expect(view.text(".agw-annotation")).toBe("Seen");
});

it("begins a note by a key, and leaves it by Escape", async () => {
  await view.key("n", view.find("[data-id=e1] [data-action=entry-menu]"));
  await drawn();
  expect(view.has(".agw-note-form")).toBe(true);
  await view.key("Escape", view.find(".agw-note-form textarea"));
  expect(view.has(".agw-note-form")).toBe(false);
  expect(document.activeElement).toBe(view.find("[data-id=e1] [data-action=entry-menu]"));
  expect(sent()).toEqual([]);
});

it("keeps what is typed before the note's box is there", async () => {
  for (const letter of ["n", "f", "i", "n", "e"]) {
    view.root.dispatchEvent(new KeyboardEvent("keydown", { key: letter, bubbles: true, cancelable: true }));
  }
  await drawn();
  await drawn();
  expect(view.find<HTMLTextAreaElement>(".agw-note-form textarea").value).toBe("fine");
});

it("takes keys for shortcuts again when a note that is to come is given up", async () => {
  for (const key of ["n", "Escape", "?"]) {
    view.root.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }
  await drawn();
  expect(view.has(".agw-note-form")).toBe(false);
  expect(view.has(".agw-keymap")).toBe(true);
});

it("shows notes of a recording, and changes none", async () => {
  const offline = new Mounted({ live: false });
  offline.python.entry({ id: "e1", kind: "message", text: "Hi", annotation: "Seen" });
  await drawn();
  expect(offline.text(".agw-annotation")).toBe("Seen");
  expect(offline.has("[data-action=edit-note]")).toBe(false);
  await offline.key("n", offline.find("[data-id=e1] [data-action=entry-menu]"));
  expect(offline.has(".agw-note-form")).toBe(false);
});
