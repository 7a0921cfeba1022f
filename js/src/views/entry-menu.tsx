/** The items of an entry's menu, and the form of its note: one part, loaded when either is first opened. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { visibleText } from "../dom/visible-text";
import { addressOfEntry, hasAddress } from "../host/entry-address";
import { writeToClipboard } from "../table/clipboard";
import type { Entry } from "../transcript/schema";
import { Button } from "./button";
import { MenuItem } from "./menu";
import * as strings from "./strings";
import { useView } from "./view-state";

/** How long a menu says that something was copied. */
const SAID_MS = 900;

export interface EntryMenuProps {
  id?: string;
  /** Whether it is the form of the note. */
  writes?: boolean;
}

export default function EntryMenu({ id = "", writes }: EntryMenuProps) {
  return writes ? <NoteForm id={id} /> : <Items id={id} />;
}

function Items({ id }: { id: string }) {
  const view = useView();
  const entry = view.store.value.entry(id).value;
  const isCall = entry.kind === "tool_call";
  const said = useSignal("");
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    place.current!.querySelector("button")?.focus();
    place.current!.scrollIntoView({ block: "nearest" });
  }, []);
  const copy = async (text: string) => {
    const isCopied = await writeToClipboard(Promise.resolve(visibleText(text)));
    said.value = isCopied ? strings.copied : strings.copyFailed;
    setTimeout(() => place.current?.click(), SAID_MS);
  };
  return (
    <div class="agw-menu-part" ref={place}>
      <CopyItem
        action="copy-entry"
        title={isCall ? strings.copyResult : strings.copyText}
        text={isCall ? entry.output || entry.traceback : messageOf(entry)}
        onPick={copy}
      />
      <CopyItem
        action="copy-arguments"
        title={strings.copyArguments}
        text={isCall ? entry.arguments : ""}
        onPick={copy}
      />
      <CopyItem
        action="copy-link"
        title={strings.copyLink}
        text={hasAddress() ? addressOfEntry(view.client.run, id, view.client.notebook()) : ""}
        onPick={copy}
      />
      {view.steerable.value && (
        <MenuItem action="annotate" hint={strings.addNoteHint} onPick={() => view.annotate(id)}>
          {entry.annotation ? strings.editNote : strings.addNote}
        </MenuItem>
      )}
      <p class="agw-menu-said" role="status">
        {said}
      </p>
    </div>
  );
}

interface CopyItemProps {
  action: string;
  title: string;
  /** What is copied; without it there is no such item. */
  text: string;
  onPick: (text: string) => Promise<void>;
}

/** The menu stays a moment, to say whether it was copied. */
function CopyItem({ action, title, text, onPick }: CopyItemProps) {
  if (!text) return null;
  return (
    <span onClick={(event) => event.stopPropagation()}>
      <MenuItem action={action} onPick={() => void onPick(text)}>
        {title}
      </MenuItem>
    </span>
  );
}

/** The Markdown source of a message; of what is no message, its sentence and its traceback. */
function messageOf(entry: Entry): string {
  if (entry.kind === "handoff") return strings.handoff(entry.source, entry.target);
  return [entry.text, entry.hint, entry.traceback].filter(Boolean).join("\n\n");
}

function NoteForm({ id }: { id: string }) {
  const view = useView();
  const entry = view.store.value.entry(id).value;
  const box = useRef<HTMLTextAreaElement>(null);
  const problem = useSignal("");
  useLayoutEffect(() => {
    box.current!.value += view.takeTyped();
    box.current!.focus();
  }, []);
  const close = () => {
    const place =
      box.current!.closest(".agw-call-more")?.previousElementSibling ?? box.current!.closest("[data-id]");
    view.annotating.value = "";
    place?.querySelector<HTMLElement>("[data-action=entry-menu]")?.focus();
  };
  const write = async (text: string) => {
    const reply = await view.client.connection.request({ type: "annotate", id, text });
    if (reply.ok) close();
    else problem.value = reply.message;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const submits = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (event.key !== "Escape" && !submits) return;
    event.preventDefault();
    event.stopPropagation();
    if (submits) void write(box.current!.value);
    else close();
  };
  return (
    <form
      class="agw-annotation agw-note-form"
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        void write(box.current!.value);
      }}
    >
      <textarea
        ref={box}
        rows={2}
        dir="auto"
        aria-label={strings.note}
        placeholder={strings.notePlaceholder}
        defaultValue={entry.annotation}
      />
      <div class="agw-note-buttons">
        <Button type="submit" class="agw-button agw-primary" action="save-note">
          {strings.saveNote}
        </Button>
        <Button action="cancel-note" onClick={close}>
          {strings.cancel}
        </Button>
        {entry.annotation && (
          <Button action="delete-note" onClick={() => void write("")}>
            {strings.deleteNote}
          </Button>
        )}
        <span role="status">{problem}</span>
      </div>
    </form>
  );
}
