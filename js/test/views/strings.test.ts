import { describe, expect, it } from "vitest";
import { TABS } from "../../src/tabs/tabs";
import * as strings from "../../src/views/strings";

const words = Object.values<unknown>(strings).filter((text) => typeof text === "string");
const tables = { runStatus: strings.runStatus, toolState: strings.toolState, eventKind: strings.eventKind };

it("has a text for each name", () => {
  expect(words.length).toBeGreaterThan(100);
  expect(words.filter((text) => text.trim() === "")).toEqual([]);
});

describe.each(Object.entries(tables))("%s", (_, table) => {
  it("has another word for each", () => {
    const all = Object.values(table);
    expect(all.every(Boolean)).toBe(true);
    expect(new Set(all).size).toBe(all.length);
  });
});

it("has another title and another key for each tab, none of them a key with another meaning", () => {
  const keys = [...TABS.map(({ key }) => key), ...strings.keyMap.map(([key]) => key), "?"];
  expect(new Set(keys).size).toBe(keys.length);
  expect(new Set(TABS.map(({ title }) => title())).size).toBe(TABS.length);
});

it.each([
  [strings.waitingForModel("Desk"), "Waiting for Desk…"],
  [strings.waitingForModel(""), "Waiting for the model…"],
  [strings.announceStart("Desk"), "Desk started."],
  [strings.announceStart(""), "The run started."],
  [strings.mayRun("", "pay"), "The agent wants to run pay"],
  [strings.handoffRunning("Desk", ""), "Desk is handing over…"],
  [strings.toolTable(1), "One tool call"],
  [strings.toolTable(3), "3 tool calls"],
])("says it in a whole sentence also where something is not known: %s", (text, expected) => {
  expect(text).toBe(expected);
});
