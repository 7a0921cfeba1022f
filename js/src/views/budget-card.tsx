/** The card of a run that has reached its budget: it waits for more, or for its end. */

import type { Facts } from "../transcript/schema";
import { Button } from "./button";
import { count, money } from "./format";
import { Icon } from "./icons";
import * as strings from "./strings";
import { useView } from "./view-state";

export function BudgetCard() {
  const { client } = useView();
  const reached = holdOf(client.store.facts.value);
  if (!reached) return null;
  return (
    <div class="agw-approval" role="group" aria-label={strings.budget}>
      <p class="agw-approval-title">
        <Icon name="hand" />
        {reached.reason}
      </p>
      <Button
        class="agw-button agw-primary"
        action="allow-more"
        onClick={() => client.connection.send({ type: "budget", ...reached.command })}
      >
        {reached.action}
      </Button>
    </div>
  );
}

/** Why the budget holds the run, what lets it go on, and the command: to allow as much again from here. */
function holdOf({ budget, cost, usage, detail }: Facts) {
  const used = (usage.input_tokens ?? 0) + (usage.output_tokens ?? 0);
  const { usd, tokens, uncounted } = budget;
  if (usd !== undefined && cost !== null && cost >= usd) return spent(money(usd), { add_usd: cost });
  if (tokens !== undefined && used >= tokens)
    return spent(strings.budgetTokens(count(tokens)), { add_tokens: used });
  return uncounted ? { reason: detail, action: strings.goOnUncounted, command: { uncounted: true } } : null;
}

function spent(limit: string, command: { add_usd?: number; add_tokens?: number }) {
  return { reason: strings.budgetReached(limit), action: strings.allowMore(limit), command };
}
