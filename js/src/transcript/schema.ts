/**
 * The transcript of a run: its schema, and the one function that changes it.
 *
 * The twin of agents_widget/transcript/schema.py; tests/vectors holds both to the same answers.
 * Rows are never changed in place: a changed row is a new object, so identity tells what changed.
 * Times are milliseconds since the run began.
 */

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
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  $ref?: string;
  $defs?: Record<string, Schema>;
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
  traceback: string;
  error: string;
  hint: string;
  source: string;
  target: string;
  guardrail: string;
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
  budget: { usd?: number; tokens?: number };
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
  traceback: "",
  error: "",
  hint: "",
  source: "",
  target: "",
  guardrail: "",
};
const LANE: Omit<Lane, "id"> = { name: "", parent: null };
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
};

type Fields = Record<string, unknown>;
const ROW_DEFAULTS: Record<Collection, Fields> = {
  entries: { id: "", kind: "", ...ENTRY },
  lanes: { id: "", ...LANE },
  calls: { id: "", ...MODEL_REQUEST },
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
      if (isCollection(name)) {
        for (const row of value as Fields[]) apply(made, { op: "put", at: [name], value: row });
      } else if (name in FACTS) {
        made.facts = { ...made.facts, [name]: value };
      }
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

/** Change the transcript by one patch. Throws when the patch names nothing in it. */
export function apply(transcript: Transcript, patch: Patch): void {
  const { op, value } = patch;
  const [name = "", id, field] = patch.at;
  if (op === "put" && patch.at.length === 1 && isCollection(name)) {
    put(transcript, name, value as Fields);
  } else if (op !== "put" && patch.at.length === 1 && name in FACTS) {
    transcript.facts = write(transcript.facts, op, name, value);
  } else if (op !== "put" && patch.at.length === 3 && isCollection(name)) {
    const rows = transcript[name] as Map<string, Collections[Collection]>;
    const row = rows.get(id!);
    if (!row || !(field! in row)) throw new Error(`No ${patch.at.join("/")} in this transcript to ${op}.`);
    rows.set(id!, write(row, op, field!, value));
  } else {
    throw new Error(`Not a patch of a transcript: ${JSON.stringify(patch).slice(0, 200)}.`);
  }
}

/** The whole transcript as JSON data, defaults left out: what Python's `to_dict` gives. */
export function toData(transcript: Transcript): TranscriptData {
  const data = differing(transcript.facts, FACTS);
  for (const name of ["entries", "lanes", "calls"] as const) {
    data[name] = [...transcript[name].values()].map((row) => differing(row, ROW_DEFAULTS[name]));
  }
  return data as TranscriptData;
}

function put(transcript: Transcript, name: Collection, value: Fields): void {
  const id = value?.id;
  if (typeof id !== "string") throw new Error(`A row of ${name} needs an id.`);
  const row: Fields = { ...ROW_DEFAULTS[name] };
  for (const field of Object.keys(row)) if (field in value) row[field] = value[field];
  (transcript[name] as Map<string, unknown>).set(id, row);
}

function write<T extends object>(target: T, op: "append" | "set", field: string, value: unknown): T {
  const next = op === "append" ? String((target as Fields)[field]) + String(value) : value;
  return { ...target, [field]: next };
}

function isCollection(name: string): name is Collection {
  return name === "entries" || name === "lanes" || name === "calls";
}

function differing(fields: object, defaults: object): Fields {
  const same = (a: unknown, b: unknown) => a === b || JSON.stringify(a) === JSON.stringify(b);
  const changed = Object.entries(fields).filter(([name, value]) => !same(value, (defaults as Fields)[name]));
  return Object.fromEntries(changed);
}
