import { expect, it } from "vitest";
import { MarkdownView } from "../../src/markdown/markdown-view";
import { TaskScheduler } from "../../src/markdown/task-scheduler";
import { seeded } from "../random";
import { document as randomDocument } from "./generator";
import { drawnAtOnce } from "./reference";

/** Tasks that wait, and a clock on which each look takes 4 ms. */
class Page {
  time = 0;
  tasks: (() => void)[] = [];
  scheduler = new TaskScheduler(
    (task) => this.tasks.push(task),
    () => (this.time += 4),
  );

  task(): boolean {
    this.tasks.shift()?.();
    return this.tasks.length > 0;
  }
}

function viewOn(page: Page): { el: HTMLElement; view: MarkdownView } {
  const el = document.createElement("div");
  return { el, view: new MarkdownView(el, { scheduler: page.scheduler }) };
}

const LONG = Array.from({ length: 900 }, (_, at) => `Paragraph ${at} with **bold**.`).join("\n\n");

it("draws long text in many tasks, and a short one at once", () => {
  const page = new Page();
  const { el, view } = viewOn(page);
  view.append(LONG);
  view.finish();
  expect(el.querySelectorAll("p").length).toBeLessThan(400);
  expect(el.dataset["live"]).toBe("");
  let tasks = 1;
  while (page.task()) tasks++;
  expect(tasks).toBeGreaterThan(4);
  expect(el.innerHTML).toBe(drawnAtOnce(LONG));
  expect(el.dataset["live"]).toBeUndefined();
  const short = viewOn(page);
  short.view.append("Hello");
  short.view.append(" you");
  expect(short.el.textContent).toBe("Hello you");
});

it("shares the time of a task among the views of a page", () => {
  const page = new Page();
  const views = Array.from({ length: 6 }, () => viewOn(page));
  views.forEach(({ view }) => view.append("Hello"));
  const drawn = () => views.filter(({ el }) => el.textContent === "Hello").length;
  expect(drawn()).toBeLessThan(6);
  while (page.task());
  expect(drawn()).toBe(6);
});

it("shows the same however it is sliced and goes on", () => {
  for (let seed = 0; seed < 40; seed++) {
    const text = randomDocument(seeded(seed), 60);
    const page = new Page();
    const { el, view } = viewOn(page);
    const half = Math.floor(text.length / 2);
    view.append(text.slice(0, half));
    page.task();
    view.append(text.slice(half));
    view.finish();
    while (page.task());
    expect(el.innerHTML, `seed ${seed}`).toBe(drawnAtOnce(text));
  }
});

it("forgets what was to be drawn when other text comes, or none", () => {
  const page = new Page();
  const { el, view } = viewOn(page);
  view.append(LONG);
  view.set("Something else");
  while (page.task());
  expect(el.textContent).toBe("Something else");
  view.set(LONG);
  view.destroy();
  while (page.task());
  expect(el.textContent).toBe("");
});
