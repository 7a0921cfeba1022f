/** The forms in the row of a call, one part: its arguments before they are approved, or what its tool asks. */

import { ArgumentForm, type ArgumentFormProps } from "./argument-form";
import { QuestionForm, type QuestionProps } from "./question-form";

export type FormProps = ArgumentFormProps | QuestionProps;

export default function Form(props: FormProps) {
  return "question" in props ? <QuestionForm {...props} /> : <ArgumentForm {...props} />;
}
