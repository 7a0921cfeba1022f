/** The form for the arguments of a call that awaits approval; errors stand beside their fields. */

import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import type { Entry } from "../transcript/schema";
import { fieldsOf, read, shown, type Field } from "./argument-fields";
import { Button } from "./button";
import * as strings from "./strings";

interface FormProps {
  entry: Entry;
  onRun: (json: string) => void;
  onCancel: () => void;
}

type Typed = Record<string, string>;

export function ArgumentForm({ entry, onRun, onCancel }: FormProps) {
  const given = parsed(entry.arguments);
  const fields = given && entry.schema ? fieldsOf(entry.schema) : [];
  const typed = useSignal<Typed>(Object.fromEntries(fields.map((f) => [f.name, shown(f, given![f.name])])));
  const raw = useSignal(fields.length > 0 ? null : pretty(entry.arguments));
  const problems = useSignal<Typed>({});
  const form = useRef<HTMLFormElement>(null);
  // What was clicked is in sight, and so is the form: to scroll would lead the reader away from the end.
  useEffect(() => {
    form.current!.querySelector<HTMLElement>("input, select, textarea")?.focus({ preventScroll: true });
  }, []);
  const submit = (event: Event) => {
    event.preventDefault();
    const result = raw.value === null ? collect(fields, typed.value, given!) : checkRaw(raw.value);
    problems.value = result.problems;
    if (result.json !== null) onRun(result.json);
  };
  const toRaw = () => {
    const { json } = collect(fields, typed.value, given!);
    raw.value = pretty(json ?? entry.arguments);
  };
  return (
    <form class="agw-form" ref={form} onSubmit={submit} noValidate>
      {raw.value !== null ? (
        <RawInput value={raw.value} problem={problems.value[""]} onInput={(text) => (raw.value = text)} />
      ) : (
        fields.map((field) => (
          <FieldInput
            key={field.name}
            field={field}
            value={typed.value[field.name]!}
            problem={problems.value[field.name]}
            onInput={(text) => (typed.value = { ...typed.value, [field.name]: text })}
          />
        ))
      )}
      <div class="agw-actions">
        <Button type="submit" class="agw-button agw-primary" action="approve-edited">
          {strings.runEdited}
        </Button>
        <Button onClick={onCancel}>{strings.cancel}</Button>
        {raw.value === null && (
          <Button class="agw-link" onClick={toRaw}>
            {strings.asJson}
          </Button>
        )}
      </div>
    </form>
  );
}

interface InputProps {
  value: string;
  problem: string | undefined;
  onInput: (text: string) => void;
}

function FieldInput({ field, ...input }: InputProps & { field: Field }) {
  const id = useId();
  const { description } = field.schema;
  return (
    <div class="agw-field" data-problem={input.problem ? true : undefined}>
      <label for={id}>
        {field.name}
        {field.required && <span class="agw-required" aria-hidden="true" />}
      </label>
      <Control field={field} id={id} {...input} />
      {input.problem && (
        <p class="agw-problem" id={`${id}-problem`}>
          {input.problem}
        </p>
      )}
      {description && <p class="agw-hint">{description}</p>}
    </div>
  );
}

function Control({ field, id, value, problem, onInput }: InputProps & { field: Field; id: string }) {
  const common = {
    id,
    name: field.name,
    value,
    required: field.required,
    "aria-invalid": problem ? true : undefined,
    "aria-describedby": problem ? `${id}-problem` : undefined,
    onInput: (event: Event) => onInput((event.target as HTMLInputElement).value),
  };
  const choices = choicesOf(field);
  if (choices) {
    return (
      <select {...common}>
        {(!field.required || field.nullable || value === "") && <option value="">–</option>}
        {choices.map((choice) => (
          <option key={String(choice)}>{String(choice)}</option>
        ))}
      </select>
    );
  }
  const long = field.kind === "json" || value.length > 60 || value.includes("\n");
  if (long) return <textarea {...common} rows={3} spellcheck={false} />;
  return <input {...common} inputMode={field.kind === "number" ? "decimal" : "text"} autocomplete="off" />;
}

/** The values that a field chooses from; null for one that is written. */
function choicesOf({ kind, schema }: Field): unknown[] | null {
  if (kind === "boolean") return ["true", "false"];
  return kind === "choice" ? schema.enum! : null;
}

function RawInput({ value, problem, onInput }: InputProps) {
  return (
    <div class="agw-field" data-problem={problem ? true : undefined}>
      <textarea
        class="agw-raw-json"
        aria-label={strings.argumentsJson}
        aria-invalid={problem ? true : undefined}
        rows={8}
        spellcheck={false}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {problem && <p class="agw-problem">{problem}</p>}
    </div>
  );
}

interface Collected {
  json: string | null;
  problems: Typed;
}

/** The edited arguments as JSON; null while something is wrong with a field. */
function collect(fields: Field[], typed: Typed, given: Record<string, unknown>): Collected {
  const value = { ...given };
  const problems: Typed = {};
  for (const field of fields) {
    const result = read(field, typed[field.name]!);
    if ("problem" in result) problems[field.name] = result.problem;
    else if ("value" in result) value[field.name] = result.value;
    else delete value[field.name];
  }
  return { json: Object.keys(problems).length > 0 ? null : JSON.stringify(value), problems };
}

function checkRaw(text: string): Collected {
  return parsed(text) ? { json: text, problems: {} } : { json: null, problems: { "": strings.notObject } };
}

function parsed(json: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json || "{}");
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function pretty(json: string): string {
  const value = parsed(json);
  return value ? JSON.stringify(value, null, 2) : json;
}
