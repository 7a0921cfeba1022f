/** Gives the Python object that a tool returned a name in the user's notebook. */

import { useSignal } from "@preact/signals";
import type { Entry } from "../transcript/schema";
import { useView } from "./view-state";
import { Button } from "./button";
import * as words from "../tabs/strings";

export function NameIt({ entry }: { entry: Entry }) {
  const link = useView().store.link;
  const variable = useSignal(`${entry.tool.replace(/\W+/g, "_").replace(/^(?=\d)/, "_")}_result`);
  const said = useSignal("");
  const submit = async (event: Event) => {
    event.preventDefault();
    const name = variable.value.trim();
    const reply = await link.ask({ type: "name", id: entry.id, variable: name });
    said.value = reply.message || (reply.ok ? words.named(name) : "");
  };
  return (
    <form class="agw-name" onSubmit={submit}>
      <label>
        {words.nameIt}
        <input
          value={variable}
          size={16}
          spellcheck={false}
          autocomplete="off"
          onInput={(event) => (variable.value = event.currentTarget.value)}
        />
      </label>
      <Button type="submit" action="name">
        {words.name}
      </Button>
      <span class="agw-muted" role="status">
        {said}
      </span>
    </form>
  );
}
