import { beforeEach, expect, it, vi } from "vitest";
import { drawn, Mounted } from "../mounted";

const saved: [name: string, text: string][] = [];

beforeEach(() => {
  saved.length = 0;
  let blob: Blob;
  vi.spyOn(URL, "createObjectURL").mockImplementation((made) => {
    blob = made as Blob;
    return "blob:made";
  });
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    const name = this.download;
    void blob.text().then((text) => saved.push([name, text]));
  });
});

async function opened(view: Mounted): Promise<Mounted> {
  await drawn();
  await view.click("[data-action=view-menu]");
  await drawn();
  return view;
}

it("downloads the file that Python sends in pieces, in the language of the view", async () => {
  const view = await opened(new Mounted());
  view.element.lang = "de";
  await view.click("[data-action=export-markdown]");
  expect(view.text(".agw-menu-said")).toBe("Preparing…");
  expect(view.python.commands("export")).toMatchObject([
    { type: "export", format: "markdown", language: "de" },
  ]);
  view.python.deliver({ type: "export", name: "run.md", text: "**Do", more: true });
  view.python.deliver({ type: "export", name: "run.md", text: "ne**", more: false });
  view.python.reply(true);
  await vi.waitFor(() => expect(saved).toEqual([["run.md", "**Done**"]]));
  await drawn();
  expect(view.text(".agw-menu-said")).toBe("Saved run.md");
});

it("shows what Python says against it", async () => {
  const view = await opened(new Mounted());
  await view.click("[data-action=export-report]");
  view.python.reply(false, "No room.");
  await drawn();
  expect(view.text(".agw-menu-said")).toBe("No room.");
  expect(saved).toEqual([]);
});

it("offers the search alone where nobody makes files", async () => {
  const view = await opened(new Mounted({ live: false }));
  expect(view.all("[role=menuitem]").map((item) => item.dataset.action)).toEqual(["search"]);
});

it("downloads a PDF, which comes in base64 when it is printed", async () => {
  const view = await opened(new Mounted());
  await view.click("[data-action=export-pdf]");
  view.python.reply(true);
  view.python.deliver({ type: "export", name: "report.pdf", text: btoa("%PDF"), more: false });
  await vi.waitFor(() => expect(saved).toEqual([["report.pdf", "%PDF"]]));
});

it("says why a PDF was not printed", async () => {
  const view = await opened(new Mounted());
  await view.click("[data-action=export-pdf]");
  view.python.reply(true);
  view.python.deliver({ type: "export", name: "report.pdf", text: "", more: false, problem: "No paper." });
  await vi.waitFor(() => expect(view.text(".agw-menu-said")).toBe("No paper."));
  expect(saved).toEqual([]);
});

it("offers no PDF where Python finds no browser that prints, and says so", async () => {
  const view = await opened(new Mounted());
  const asked = view.python.commands("can_export");
  expect(asked).toMatchObject([{ type: "can_export", format: "pdf" }]);
  view.python.deliver({ type: "reply", to: asked[0]!.command!, ok: false, message: "None was found." });
  await drawn();
  const item = view.find("[data-action=export-pdf]");
  expect(item.getAttribute("aria-disabled")).toBe("true");
  expect(item.textContent).toContain("No browser beside Python prints it");
  item.click();
  expect(view.python.commands("export")).toEqual([]);
});
