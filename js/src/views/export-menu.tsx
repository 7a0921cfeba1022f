/** The items of the view's menu: the search, and the files that the run is saved as. */

import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { languageOf } from "../dom/language";
import type { ExportFormat } from "../kernel/messages";
import type { RunClient } from "../kernel/run-client";
import { MenuItem } from "./menu";
import * as strings from "./strings";
import { useView } from "./view-state";

const NAMES: Record<ExportFormat, string> = {
  report: "report.html",
  pdf: "report.pdf",
  html: "run.html",
  markdown: "run.md",
  jsonl: "run.jsonl",
};

export default function ExportMenu() {
  const view = useView();
  const { client } = view;
  const said = useSignal("");
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    place.current!.querySelector("button")?.focus();
    place.current!.scrollIntoView({ block: "nearest" });
  }, []);
  const canPrint = useCanPrint(client);
  const save = async (format: ExportFormat) => {
    said.value = strings.exporting;
    try {
      download(NAMES[format], await contentOf(client, format, languageOf(place.current!)));
      said.value = strings.exported(NAMES[format]);
    } catch (error) {
      said.value = (error as Error).message;
    }
  };
  return (
    <div class="agw-menu-part" ref={place}>
      <MenuItem action="search" onPick={() => view.search()}>
        {strings.search}
      </MenuItem>
      <FileItem action="export-report" format="report" client={client} onPick={save} />
      <FileItem
        action="export-pdf"
        format="pdf"
        client={client}
        refusal={canPrint ? undefined : strings.noPdf}
        onPick={save}
      />
      <FileItem action="export-html" format="html" client={client} onPick={save} />
      <FileItem action="export-markdown" format="markdown" client={client} onPick={save} />
      <FileItem action="export-jsonl" format="jsonl" client={client} onPick={save} />
      <p class="agw-menu-said" role="status">
        {said}
      </p>
    </div>
  );
}

interface FileItemProps {
  action: string;
  format: ExportFormat;
  client: RunClient;
  /** Why it cannot be made. */
  refusal?: string | undefined;
  onPick: (format: ExportFormat) => Promise<void>;
}

/** A file to save, where somebody can make it. The menu stays, to say how that went. */
function FileItem({ action, format, client, refusal, onPick }: FileItemProps) {
  const isMade = client.files ? format in client.files : client.connection.live.value;
  if (!isMade) return null;
  const { title, hint } = strings.exportFormats[format];
  return (
    <span onClick={(event) => event.stopPropagation()}>
      <MenuItem
        action={action}
        hint={refusal ?? hint}
        disabled={refusal !== undefined}
        onPick={() => void onPick(format)}
      >
        {title}
      </MenuItem>
    </span>
  );
}

/** Whether Python finds a browser that prints; true until it says. */
function useCanPrint(client: RunClient): boolean {
  const can = useSignal(true);
  useEffect(() => {
    if (!client.connection.live.value) return;
    void client.connection
      .request({ type: "can_export", format: "pdf" })
      .then((reply) => (can.value = reply.ok));
  }, []);
  return can.value;
}

/** The content of a file: the page's own, or what Python sends. Rejects with what Python says against it. */
async function contentOf(client: RunClient, format: ExportFormat, language: string): Promise<string> {
  const own = client.files?.[format];
  if (own) return own();
  let text = "";
  const whole = new Promise<string>((resolve, reject) => {
    client.onExport = (piece) => {
      text += piece.text;
      if (piece.problem) reject(new Error(piece.problem));
      else if (!piece.more) resolve(text);
    };
  });
  const reply = await client.connection.request({ type: "export", format, language });
  if (!reply.ok) throw new Error(reply.message);
  return whole;
}

function download(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blobOf(name, text));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function blobOf(name: string, text: string): Blob {
  if (name.endsWith(".pdf")) {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return new Blob([bytes], { type: "application/pdf" });
  }
  const type = name.endsWith(".html") ? "text/html" : "text/plain";
  return new Blob([text], { type: `${type};charset=utf-8` });
}
