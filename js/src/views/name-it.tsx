/** Gives the Python object that a tool returned a name in the user's notebook. */

import { useSignal } from "@preact/signals";
import { strings } from "../strings";
import type { Entry } from "../transcript";
import { useView } from "../view";

export function NameIt({ entry }: { entry: Entry }) {
  const link = useView().store.link;
  const variable = useSignal(entry.tool.replace(/\W+/g, "_").replace(/^(?=\d)/, "_"));
  const said = useSignal("");
  const submit = async (event: Event) => {
    event.preventDefault();
    const name = variable.value.trim();
    const reply = await link.ask({ type: "name", id: entry.id, variable: name });
    said.value = reply.message || (reply.ok ? strings.named(name) : "");
  };
  return (
    <form class="agw-name" onSubmit={submit}>
      <label>
        {strings.nameIt}
        <input
          value={variable}
          size={16}
          spellcheck={false}
          autocomplete="off"
          onInput={(event) => (variable.value = event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="agw-button" data-action="name">
        {strings.name}
      </button>
      <span class="agw-muted" role="status">
        {said}
      </span>
    </form>
  );
}
