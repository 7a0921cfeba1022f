/** The form for the arguments of a call that awaits approval, or for an answer; errors stand beside their fields. */

import { useSignal, type Signal } from "@preact/signals";
import { useId, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { indent } from "../json/layout";
import { parseObject } from "../json/object-text";
import type { Entry } from "../transcript/schema";
import { fieldsOf, isNeeded, type Field } from "./argument-fields";
import { Button } from "./button";
import {
  argumentsOfFields,
  argumentsOfJson,
  problemOfJson,
  type FieldTexts,
  type Problems,
} from "./edited-arguments";
import * as strings from "./strings";
import { onEscape } from "./on-escape";
import { useView } from "./view-state";

/** Characters of a field's title. */
const MAX_TITLE = 100;

export interface ArgumentFormProps {
  entry: Entry;
  onRun: (json: string) => void;
  onCancel: () => void;
  /** Whether a tool asks for the answer, and the reader did not open the form: it takes no focus then. */
  isQuestion?: boolean;
}

/** Arguments that are edited as JSON: as they were, and as they are now, on lines. */
interface Draft {
  json: string;
  text: string;
}

export function ArgumentForm({ entry, onRun, onCancel, isQuestion = false }: ArgumentFormProps) {
  const given = entry.arguments || "{}";
  const fields = useMemo(
    () => (entry.schema && parseObject(given) ? fieldsOf(entry.schema, given) : []),
    [entry.schema, given],
  );
  const texts = useSignal<FieldTexts>(new Map());
  /** Null where the arguments are edited by fields. */
  const draft = useSignal(fields.length > 0 ? null : draftOf(given));
  const problems = useSignal<Problems>(new Map());
  const draftProblem = useSignal<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  // What was clicked is in sight, and so is the form: to scroll would lead the reader away from the end.
  useLayoutEffect(() => {
    if (isQuestion) return;
    form.current!.querySelector<HTMLElement>("input, select, textarea")?.focus({ preventScroll: true });
  }, []);
  useLayoutEffect(() => {
    form.current!.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [problems.value]);
  const runFields = () => {
    const edited = argumentsOfFields(fields, texts.value, given);
    problems.value = edited.problems;
    if (edited.problems.size === 0) onRun(edited.json);
  };
  const runJson = ({ json, text }: Draft) => {
    draftProblem.value = problemOfJson(json, text);
    if (draftProblem.value === null) onRun(argumentsOfJson(json, text));
  };
  const onSubmit = (event: Event) => {
    event.preventDefault();
    if (draft.value) runJson(draft.value);
    else runFields();
  };
  return (
    <form
      class="agw-form"
      ref={form}
      onSubmit={onSubmit}
      onKeyDown={isQuestion ? undefined : onEscape(onCancel)}
      noValidate
    >
      {draft.value ? (
        <JsonInput
          value={draft.value.text}
          problem={draftProblem.value ?? undefined}
          onInput={(text) => (draft.value = { ...draft.value!, text })}
        />
      ) : (
        <FieldInputs fields={fields} texts={texts} problems={problems.value} isQuestion={isQuestion} />
      )}
      <div class="agw-actions">
        {isQuestion ? (
          <>
            <Button type="submit" class="agw-button agw-primary" action="answer">
              {strings.sendAnswer}
            </Button>
            <Button action="decline" onClick={onCancel}>
              {strings.declineQuestion}
            </Button>
          </>
        ) : (
          <>
            <Button type="submit" class="agw-button agw-primary" action="approve-edited">
              {strings.runEdited}
            </Button>
            <Button onClick={onCancel}>{strings.cancel}</Button>
          </>
        )}
        {draft.value === null && (
          <Button
            class="agw-link"
            onClick={() => (draft.value = draftOf(argumentsOfFields(fields, texts.value, given).json))}
          >
            {strings.asJson}
          </Button>
        )}
      </div>
    </form>
  );
}

function draftOf(json: string): Draft {
  return { json, text: parseObject(json) ? indent(json) : json };
}

interface FieldInputsProps {
  fields: Field[];
  texts: Signal<FieldTexts>;
  problems: Problems;
  isQuestion: boolean;
}

function FieldInputs({ fields, texts, problems, isQuestion }: FieldInputsProps) {
  return (
    <>
      {fields.map((field) => (
        <FieldInput
          key={field.name}
          field={field}
          label={(isQuestion && titleOf(field)) || field.name}
          value={texts.value.get(field.name) ?? field.initial}
          problem={problems.get(field.name)}
          onInput={(text) => (texts.value = new Map(texts.value).set(field.name, text))}
        />
      ))}
    </>
  );
}

/** What a question calls a field in words; arguments have their names, which is what the tool's code says. */
function titleOf({ schema }: Field): string {
  return typeof schema.title === "string" ? schema.title.slice(0, MAX_TITLE) : "";
}

interface InputProps {
  value: string;
  problem: string | undefined;
  onInput: (text: string) => void;
}

function FieldInput({ field, label, ...input }: InputProps & { field: Field; label: string }) {
  const id = `${useView().idPrefix}-${useId()}`;
  const { description } = field.schema;
  return (
    <div class="agw-field" data-problem={input.problem ? true : undefined}>
      <label for={id}>
        {label}
        {isNeeded(field) && <span class="agw-required" aria-hidden="true" />}
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
    // No `name`: a form gives its control of that name for whatever is asked of it, `parentNode` and `l` included.
    "data-argument": field.name,
    value,
    required: isNeeded(field),
    dir: "auto" as const,
    "aria-invalid": problem ? true : undefined,
    "aria-describedby": problem ? `${id}-problem` : undefined,
    onInput: (event: Event) => onInput((event.target as HTMLInputElement).value),
  };
  const { kind, initial, choices } = field;
  if (kind === "choice") {
    return (
      <select {...common}>
        {(!field.required || field.nullable || initial === "") && <option value="">–</option>}
        {choices.map(({ label }) => (
          <option key={label} value={label}>
            {label}
          </option>
        ))}
      </select>
    );
  }
  // By what it showed first: another element would lose the focus of who writes in it.
  const isLong = kind === "json" || initial.length > 60 || initial.includes("\n");
  if (isLong) return <textarea {...common} rows={3} spellcheck={false} />;
  return <input {...common} inputMode={kind === "number" ? "decimal" : "text"} autocomplete="off" />;
}

function JsonInput({ value, problem, onInput }: InputProps) {
  const id = `${useView().idPrefix}-${useId()}`;
  return (
    <div class="agw-field" data-problem={problem ? true : undefined}>
      <textarea
        class="agw-raw-json"
        aria-label={strings.argumentsJson}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? id : undefined}
        rows={8}
        spellcheck={false}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {problem && (
        <p class="agw-problem" id={id}>
          {problem}
        </p>
      )}
    </div>
  );
}
