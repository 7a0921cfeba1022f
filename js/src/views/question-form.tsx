/** What a running tool asks a person, as a form in the row of its call. */

import { useSignal } from "@preact/signals";
import type { Entry, Question, Schema } from "../transcript/schema";
import { ArgumentForm } from "./argument-form";
import { Icon } from "./icons";
import * as strings from "./strings";
import { useView } from "./view-state";

export interface QuestionProps {
  entry: Entry;
  question: Question;
}

export function QuestionForm({ entry, question }: QuestionProps) {
  const { connection } = useView().client;
  const feedback = useSignal("");
  const answer = async (json: string | null) => {
    feedback.value = strings.asked;
    const reply = await connection.request({ type: "answer", call_id: entry.call_id, answer: json });
    feedback.value = reply.ok ? "" : reply.message;
  };
  const schema = question.schema ?? {};
  return (
    <div class="agw-approval" role="group" aria-label={strings.questionOf(entry.tool)}>
      <p class="agw-approval-title">
        <Icon name="hand" />
        {String(question.message ?? "")}
      </p>
      <ArgumentForm
        entry={{ ...entry, schema, arguments: defaultsOf(schema) }}
        isQuestion
        onRun={(json) => void answer(json)}
        onCancel={() => void answer(null)}
      />
      <p class="agw-feedback" role="alert">
        {feedback}
      </p>
    </div>
  );
}

/** The answer before anybody has written one, as JSON: what the schema gives by default. */
function defaultsOf({ properties = {} }: Schema): string {
  const given = Object.entries(properties).filter(([, each]) => each.default !== undefined);
  return JSON.stringify(Object.fromEntries(given.map(([name, each]) => [name, each.default])));
}
