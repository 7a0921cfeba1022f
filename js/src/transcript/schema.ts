/**
 * The transcript of a run: its schema, and the one function that changes it.
 *
 * The twin of agents_widget/transcript/schema.py; tests/vectors holds both to the same answers.
 * Rows are never changed in place: a changed row is a new object, so identity tells what changed.
 * Times are milliseconds since the run began.
 */

import { checkField, checkType, fieldTypes, type JsonType } from "./field-types";

export type RunStatus = "running" | "waiting" | "done" | "failed" | "cancelled";
/** The kinds of entries, and whether such an entry is something that an agent says or does. */
export const ENTRY_KINDS = {
  user: { isSpeech: false },
  message: { isSpeech: true },
  reasoning: { isSpeech: true },
  tool_call: { isSpeech: true },
  handoff: { isSpeech: false },
  guardrail: { isSpeech: false },
  error: { isSpeech: false },
  notice: { isSpeech: false },
};
export type EntryKind = keyof typeof ENTRY_KINDS;
export type EntryState =
  | "streaming"
  | "waiting"
  | "running"
  | "awaiting_approval"
  | "done"
  | "failed"
  | "denied"
  | "not_run"
  | "cancelled"
  | "retracted";

export interface Patch {
  op: "put" | "append" | "set";
  at: string[];
  value: unknown;
}

/** JSON schema, as far as the form of a tool's arguments reads it. */
export interface Schema {
  type?: string | string[];
  title?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  anyOf?: Schema[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  /** A boolean in old dialects, which is for Python to check. */
  exclusiveMinimum?: number | boolean;
  exclusiveMaximum?: number | boolean;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  $ref?: string;
  $defs?: Record<string, Schema>;
}

/** What a running tool asks a person: a sentence, and the schema of the answer. */
export interface Question {
  message?: string;
  schema?: Schema;
}

export interface Entry {
  id: string;
  kind: EntryKind;
  state: EntryState;
  agent: string;
  turn: number;
  parent: string | null;
  started: number;
  ended: number | null;
  text: string;
  format: "markdown" | "json";
  tool: string;
  call_id: string;
  arguments: string;
  output: string;
  output_size: number | null;
  summary: string;
  display: Record<string, string> | null;
  progress: number | null;
  log: string;
  schema: Schema | null;
  question: Question | null;
  traceback: string;
  error: string;
  hint: string;
  source: string;
  target: string;
  guardrail: string;
  annotation: string;
}

export interface Lane {
  id: string;
  name: string;
  parent: string | null;
}

export interface ModelRequest {
  id: string;
  agent: string;
  turn: number;
  model: string;
  parent: string | null;
  started: number;
  first_token: number | null;
  ended: number | null;
  input_tokens: number;
  output_tokens: number;
  cached_tokens: number;
  reasoning_tokens: number;
}

export interface Facts {
  status: RunStatus;
  detail: string;
  agent: string;
  model: string;
  began: number | null;
  ended: number | null;
  abilities: string[];
  usage: Record<string, number>;
  cost: number | null;
  budget: { usd?: number; tokens?: number; uncounted?: number };
  branches: Record<string, { at: number; of: number }>;
}

export interface Collections {
  entries: Entry;
  lanes: Lane;
  calls: ModelRequest;
}
export type Collection = keyof Collections;
export type TranscriptData = Partial<Facts> & { [C in Collection]?: Partial<Collections[C]>[] };

const ENTRY: Omit<Entry, "id" | "kind"> = {
  state: "done",
  agent: "",
  turn: 0,
  parent: null,
  started: 0,
  ended: null,
  text: "",
  format: "markdown",
  tool: "",
  call_id: "",
  arguments: "",
  output: "",
  output_size: null,
  summary: "",
  display: null,
  progress: null,
  log: "",
  schema: null,
  question: null,
  traceback: "",
  error: "",
  hint: "",
  source: "",
  target: "",
  guardrail: "",
  annotation: "",
};
const LANE: Omit<Lane, "id" | "name"> = { parent: null };
const MODEL_REQUEST: Omit<ModelRequest, "id"> = {
  agent: "",
  turn: 0,
  model: "",
  parent: null,
  started: 0,
  first_token: null,
  ended: null,
  input_tokens: 0,
  output_tokens: 0,
  cached_tokens: 0,
  reasoning_tokens: 0,
};
const FACTS: Facts = {
  status: "running",
  detail: "",
  agent: "",
  model: "",
  began: null,
  ended: null,
  abilities: [],
  usage: {},
  cost: null,
  budget: {},
  branches: {},
};

type Fields = Record<string, unknown>;
/** What a field of a row is when it is left out. */
const DEFAULTS: Record<Collection, Fields> = { entries: ENTRY, lanes: LANE, calls: MODEL_REQUEST };
/** The fields that a row needs, all of them text. */
const REQUIRED: Record<Collection, string[]> = {
  entries: ["id", "kind"],
  lanes: ["id", "name"],
  calls: ["id"],
};

/** Everything a reader sees of one run. */
export class Transcript {
  facts: Facts = { ...FACTS };
  readonly entries = new Map<string, Entry>();
  readonly lanes = new Map<string, Lane>();
  readonly calls = new Map<string, ModelRequest>();

  /** Read a transcript from JSON data; fields this version does not know are left out. */
  static from(data: TranscriptData): Transcript {
    const made = new Transcript();
    for (const [name, value] of Object.entries(data)) {
      if (isCollection(name)) for (const row of value as Fields[]) put(made, name, row);
      else if (isFact(name)) apply(made, { op: "set", at: [name], value });
    }
    return made;
  }

  /** A transcript that shares the rows of this one and then goes its own way. */
  copy(): Transcript {
    const made = new Transcript();
    made.facts = this.facts;
    this.entries.forEach((row, id) => made.entries.set(id, row));
    this.lanes.forEach((row, id) => made.lanes.set(id, row));
    this.calls.forEach((row, id) => made.calls.set(id, row));
    return made;
  }
}

/** Change the transcript by one patch. Throws, changing nothing, when the patch does not fit. */
export function apply(transcript: Transcript, patch: Patch): void {
  const { op, value } = patch;
  const [name = "", id = "", field = ""] = patch.at;
  const isWrite = op === "set" || op === "append";
  if (op === "put" && patch.at.length === 1 && isCollection(name)) {
    put(transcript, name, value);
  } else if (isWrite && patch.at.length === 1 && isFact(name)) {
    transcript.facts = write(transcript.facts, patch, fieldTypes(name, FACTS[name]));
  } else if (isWrite && patch.at.length === 3 && isCollection(name)) {
    const rows = transcript[name] as Map<string, Collections[Collection]>;
    const row = rows.get(id);
    if (!row || !Object.hasOwn(row, field)) throw new Error(`No ${path(patch)} in this transcript to ${op}.`);
    if (field === "id") throw new Error(`Not a patch of a transcript: a row's id stays, ${path(patch)}.`);
    rows.set(id, write(row, patch, typesOf(name, field)));
  } else {
    throw new Error(`Not a patch of a transcript: ${JSON.stringify(patch).slice(0, 200)}.`);
  }
}

/** The whole transcript as JSON data, defaults left out: what Python's `to_dict` gives. */
export function toData(transcript: Transcript): TranscriptData {
  const data = differing(transcript.facts, FACTS);
  for (const name of ["entries", "lanes", "calls"] as const) {
    data[name] = [...transcript[name].values()].map((row) => differing(row, DEFAULTS[name]));
  }
  return data as TranscriptData;
}

function put(transcript: Transcript, name: Collection, value: unknown): void {
  const given = typeof value === "object" && value !== null ? (value as Fields) : {};
  const missing = REQUIRED[name].filter((field) => !Object.hasOwn(given, field));
  if (missing.length) {
    throw new Error(`Not a patch of a transcript: a row of ${name} needs ${missing.join(", ")}.`);
  }
  const row: Fields = {};
  for (const field of [...REQUIRED[name], ...Object.keys(DEFAULTS[name])]) {
    const isGiven = Object.hasOwn(given, field);
    if (isGiven) checkField(given[field], typesOf(name, field), field, `${name}/${field}`);
    row[field] = isGiven ? given[field] : DEFAULTS[name][field];
  }
  if (row.id === "") throw new Error(`Not a patch of a transcript: the id of a row of ${name} is empty.`);
  (transcript[name] as Map<unknown, unknown>).set(row.id, row);
}

function write<T extends object>(target: T, patch: Patch, types: JsonType[]): T {
  const { op, value } = patch;
  const field = patch.at.at(-1)!;
  if (op === "set") {
    checkField(value, types, field, path(patch));
    return { ...target, [field]: value };
  }
  const before = (target as Fields)[field];
  checkType(value, ["string"], path(patch));
  if (typeof before !== "string") {
    throw new Error(`Not a patch of a transcript: ${path(patch)} is no text to append to.`);
  }
  return { ...target, [field]: before + (value as string) };
}

function typesOf(name: Collection, field: string): JsonType[] {
  return fieldTypes(field, REQUIRED[name].includes(field) ? "" : DEFAULTS[name][field]);
}

function path(patch: Patch): string {
  return patch.at.join("/");
}

function isFact(name: string): name is keyof Facts {
  return Object.hasOwn(FACTS, name);
}

function isCollection(name: string): name is Collection {
  return name === "entries" || name === "lanes" || name === "calls";
}

function differing(fields: object, defaults: object): Fields {
  const same = (a: unknown, b: unknown) => a === b || JSON.stringify(a) === JSON.stringify(b);
  const changed = Object.entries(fields).filter(([name, value]) => !same(value, (defaults as Fields)[name]));
  return Object.fromEntries(changed);
}
