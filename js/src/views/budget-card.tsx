/** The card of a run that has reached its budget: it waits for more, or for its end. */

import type { Facts } from "../transcript/schema";
import { Button } from "./button";
import { count, money } from "./format";
import { Icon } from "./icons";
import * as strings from "./strings";
import { useView } from "./view-state";

export function BudgetCard() {
  const { client } = useView();
  const reached = limit(client.store.facts.value);
  if (!reached) return null;
  return (
    <div class="agw-approval" role="group" aria-label={strings.budget}>
      <p class="agw-approval-title">
        <Icon name="hand" />
        {strings.budgetReached(reached.limit)}
      </p>
      <Button
        class="agw-button agw-primary"
        action="allow-more"
        onClick={() => client.connection.send({ type: "budget", ...reached.command })}
      >
        {strings.allowMore(reached.limit)}
      </Button>
    </div>
  );
}

/** The limit that is reached, in words, and the command that allows as much again from here. */
function limit({ budget, cost, usage }: Facts) {
  const used = (usage.input_tokens ?? 0) + (usage.output_tokens ?? 0);
  const { usd, tokens } = budget;
  if (usd !== undefined && cost !== null && cost >= usd)
    return { limit: money(usd), command: { add_usd: cost } };
  if (tokens !== undefined && used >= tokens) {
    return { limit: strings.budgetTokens(count(tokens)), command: { add_tokens: used } };
  }
  return null;
}
