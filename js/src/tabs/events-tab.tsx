/** The events tab. What it shows has a file of its own: only Python has the events. */

import * as strings from "../views/strings";
import { Part } from "../views/part";
import { useView } from "../views/view-state";

export function EventsTab() {
  const { eventRows, connection } = useView().client;
  if (connection.unreachable.value && eventRows.rows.value.length === 0)
    return <p class="agw-empty">{strings.eventsOffline}</p>;
  return <Part name="events" />;
}
