/** The entry of an error: where the run failed, and what to do about it. */

import { CodeBlock } from "./code-block";
import type { EntryProps } from "./entry-kinds";
import { Icon } from "./icons";
import * as strings from "./strings";
import { Traceback } from "./traceback";
import { said } from "../words/translation";

export function ErrorEntry({ entry }: EntryProps) {
  const [first, ...others] = passages(entry.text || strings.error);
  const lead = first && !first.isCode ? first.text : "";
  const rest = lead || !first ? others : [first, ...others];
  return (
    <div class="agw-callout" data-tone="bad">
      <Icon name="warning" />
      <div>
        <p class="agw-callout-text">
          {entry.error && <strong>{entry.error}: </strong>}
          {lead}
        </p>
        {rest.map((passage, at) => (
          <Passage key={at} {...passage} />
        ))}
        {entry.hint && <p>{said(entry.hint)}</p>}
        <Traceback text={entry.traceback} />
      </div>
    </div>
  );
}

interface PassageProps {
  text: string;
  isCode: boolean;
}

function Passage({ text, isCode }: PassageProps) {
  return isCode ? <CodeBlock text={text} /> : <p class="agw-callout-text">{text}</p>;
}

/** The passages of an error's text: its indented lines are code, to be copied. */
function passages(text: string): PassageProps[] {
  const found: PassageProps[] = [];
  for (const line of text.split("\n")) {
    const isCode = /^(\t| {4})\s*\S/.test(line);
    const last = found.at(-1);
    if (last?.isCode === isCode) last.text += `\n${line}`;
    else found.push({ text: line, isCode });
  }
  return found.map(({ text, isCode }) => ({
    text: isCode ? text.replace(/^(\t| {4})/gm, "") : text,
    isCode,
  }));
}
