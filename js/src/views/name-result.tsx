/** A form that makes the Python object a tool returned a variable of the user's notebook. */

import { useSignal } from "@preact/signals";
import type { Entry } from "../transcript/schema";
import { Button } from "./button";
import * as strings from "./strings";
import { useView } from "./view-state";

export function NameResult({ entry }: { entry: Entry }) {
  const connection = useView().client.connection;
  const variable = useSignal(`${entry.tool.replace(/\W+/g, "_").replace(/^(?=\d)/, "_")}_result`);
  const feedback = useSignal("");
  const submit = async (event: Event) => {
    event.preventDefault();
    const name = variable.value.trim();
    const reply = await connection.request({ type: "name", id: entry.id, variable: name });
    feedback.value = reply.message || (reply.ok ? strings.named(name) : "");
  };
  return (
    <form class="agw-name" onSubmit={submit}>
      <label>
        {strings.keepAs}
        <input
          value={variable}
          size={16}
          spellcheck={false}
          autocomplete="off"
          onInput={(event) => (variable.value = event.currentTarget.value)}
        />
      </label>
      <Button type="submit" action="name">
        {strings.nameResult}
      </Button>
      <span class="agw-muted" role="status">
        {feedback}
      </span>
    </form>
  );
}
