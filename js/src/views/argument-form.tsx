/** The form for the arguments of a call that awaits approval; errors stand beside their fields. */

import { useSignal, type Signal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import type { Entry } from "../transcript/schema";
import { fieldsOf, formatField, type Field } from "./argument-fields";
import { Button } from "./button";
import {
  argumentsOfFields,
  argumentsOfJson,
  indentObject,
  parseObject,
  type FieldTexts,
  type Problems,
} from "./edited-arguments";
import * as strings from "./strings";

interface FormProps {
  entry: Entry;
  onRun: (json: string) => void;
  onCancel: () => void;
}

export function ArgumentForm({ entry, onRun, onCancel }: FormProps) {
  const given = parseObject(entry.arguments) ?? {};
  const fields = entry.schema && parseObject(entry.arguments) ? fieldsOf(entry.schema) : [];
  const texts = useSignal(initialTexts(fields, given));
  /** The arguments as JSON text; null where they are edited by fields. */
  const jsonText = useSignal(fields.length > 0 ? null : indentObject(entry.arguments));
  const problems = useSignal<Problems>({});
  const form = useRef<HTMLFormElement>(null);
  // What was clicked is in sight, and so is the form: to scroll would lead the reader away from the end.
  useEffect(() => {
    form.current!.querySelector<HTMLElement>("input, select, textarea")?.focus({ preventScroll: true });
  }, []);
  const onSubmit = (event: Event) => {
    event.preventDefault();
    const text = jsonText.value;
    const edited = text === null ? argumentsOfFields(fields, texts.value, given) : argumentsOfJson(text);
    problems.value = edited.problems;
    if (edited.json !== null) onRun(edited.json);
  };
  const editAsJson = () => {
    const { json } = argumentsOfFields(fields, texts.value, given);
    jsonText.value = indentObject(json ?? entry.arguments);
  };
  return (
    <form class="agw-form" ref={form} onSubmit={onSubmit} noValidate>
      {jsonText.value === null ? (
        <FieldInputs fields={fields} texts={texts} problems={problems.value} />
      ) : (
        <JsonInput
          value={jsonText.value}
          problem={problems.value[""]}
          onInput={(text) => (jsonText.value = text)}
        />
      )}
      <div class="agw-actions">
        <Button type="submit" class="agw-button agw-primary" action="approve-edited">
          {strings.runEdited}
        </Button>
        <Button onClick={onCancel}>{strings.cancel}</Button>
        {jsonText.value === null && (
          <Button class="agw-link" onClick={editAsJson}>
            {strings.asJson}
          </Button>
        )}
      </div>
    </form>
  );
}

function initialTexts(fields: Field[], given: Record<string, unknown>): FieldTexts {
  return Object.fromEntries(fields.map((field) => [field.name, formatField(field, given[field.name])]));
}

interface FieldInputsProps {
  fields: Field[];
  texts: Signal<FieldTexts>;
  problems: Problems;
}

function FieldInputs({ fields, texts, problems }: FieldInputsProps) {
  return (
    <>
      {fields.map((field) => (
        <FieldInput
          key={field.name}
          field={field}
          value={texts.value[field.name]!}
          problem={problems[field.name]}
          onInput={(text) => (texts.value = { ...texts.value, [field.name]: text })}
        />
      ))}
    </>
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

function JsonInput({ value, problem, onInput }: InputProps) {
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
