/** The usage tab: tokens by agent and by turn, cost, and what is left of the budget. */

import { laneClass } from "../transcript/lanes";
import type { ModelRequest } from "../transcript/schema";
import type { TranscriptStore } from "../transcript/store";
import { count, money } from "../views/format";
import * as strings from "../views/strings";
import { useView } from "../views/view-state";

interface Sum {
  key: string;
  agent: string;
  turn: number;
  model: string;
  calls: number;
  input: number;
  cached: number;
  output: number;
  reasoning: number;
}

interface NumberColumn {
  title: string;
  of: (row: Sum) => number;
  isOptional?: boolean;
}

const COLUMNS: NumberColumn[] = [
  { title: strings.usageInput, of: (row) => row.input },
  { title: strings.usageCached, of: (row) => row.cached, isOptional: true },
  { title: strings.usageOutput, of: (row) => row.output },
  { title: strings.usageReasoning, of: (row) => row.reasoning, isOptional: true },
  { title: strings.usageTotal, of: (row) => row.input + row.output },
];

export default function UsageTab() {
  const store = useView().store.value;
  const calls = store.calls.value;
  const uncounted = store.facts.value.usage.uncounted_requests;
  if (calls.length === 0) return <p class="agw-empty">{strings.noCalls}</p>;
  return (
    <div class="agw-page" tabIndex={0} role="group" aria-label={strings.usageTab}>
      <Spent />
      {uncounted !== undefined && <p class="agw-note">{strings.usageUncounted(uncounted)}</p>}
      <UsageTable title={strings.byAgent} rows={[...sums(calls, (call) => call.agent), ...earlier(store)]} />
      <UsageTable title={strings.byTurn} rows={sums(calls, (call) => call.id)} turns />
    </div>
  );
}

function Spent() {
  const { usage, cost, budget } = useView().store.value.facts.value;
  const tokens = (usage.input_tokens ?? 0) + (usage.output_tokens ?? 0);
  if (cost === null && budget.tokens === undefined) return null;
  return (
    <dl class="agw-spent">
      {cost !== null && <Limit label={strings.cost} used={cost} limit={budget.usd} unit={money} />}
      {budget.tokens !== undefined && (
        <Limit
          label={strings.budget}
          used={tokens}
          limit={budget.tokens}
          unit={(n) => strings.tokens(count(n))}
        />
      )}
    </dl>
  );
}

interface LimitProps {
  label: string;
  used: number;
  limit: number | undefined;
  unit: (value: number) => string;
}

function Limit({ label, used, limit, unit }: LimitProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {limit === undefined ? unit(used) : strings.ofBudget(unit(used), unit(limit))}
        {limit !== undefined && (
          <meter min={0} max={limit} high={limit * 0.8} value={used} aria-label={label} />
        )}
      </dd>
    </div>
  );
}

function UsageTable({ title, rows, turns }: { title: string; rows: Sum[]; turns?: boolean }) {
  const { lanes } = useView().store.value;
  const whole = total(rows);
  // In a table where nobody reasoned or read from a cache these would be columns of nothing.
  const columns = COLUMNS.filter(({ isOptional, of }) => !isOptional || of(whole) > 0);
  return (
    <table class="agw-usage">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{turns ? strings.turn : strings.agent}</th>
          <th scope="col" class={turns ? undefined : "agw-number"}>
            {turns ? strings.model : strings.usageCalls}
          </th>
          {columns.map(({ title }) => (
            <th scope="col" class="agw-number" key={title}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row" class={laneClass(lanes.value, row.agent)}>
              <span class="agw-who">{row.agent || strings.theAgent}</span>
              {turns && ` ${row.turn}`}
            </th>
            <td class={turns ? undefined : "agw-number"}>{turns ? row.model : row.calls}</td>
            <Numbers row={row} columns={columns} />
          </tr>
        ))}
      </tbody>
      {rows.length > 1 && !turns && (
        <tfoot>
          <tr>
            <th scope="row">{strings.usageTotal}</th>
            <td class="agw-number">{whole.calls}</td>
            <Numbers row={whole} columns={columns} />
          </tr>
        </tfoot>
      )}
    </table>
  );
}

function Numbers({ row, columns }: { row: Sum; columns: NumberColumn[] }) {
  return (
    <>
      {columns.map(({ title, of }) => (
        <td class="agw-number" key={title}>
          {of(row) ? count(of(row)) : "–"}
        </td>
      ))}
    </>
  );
}

function sums(calls: ModelRequest[], keyOf: (call: ModelRequest) => string): Sum[] {
  const groups = new Map<string, Sum>();
  for (const call of calls) {
    const key = keyOf(call);
    const { agent, turn, model } = call;
    const row = groups.get(key) ?? { ...EMPTY, key, agent, turn, model };
    groups.set(key, plus(row, { ...row, ...sizes(call) }));
  }
  return [...groups.values()];
}

/** What answers have used that were taken back: it is spent, but their calls are not in the transcript. */
function earlier({ calls, facts }: TranscriptStore): Sum[] {
  const { usage } = facts.value;
  if (!usage.earlier_requests) return [];
  const shown = total(sums(calls.value, () => ""));
  const rest = (name: string, part: number) => (usage[name] ?? 0) - part;
  return [
    {
      ...EMPTY,
      key: "earlier",
      agent: strings.usageEarlier,
      calls: usage.earlier_requests,
      input: rest("input_tokens", shown.input),
      cached: rest("cached_tokens", shown.cached),
      output: rest("output_tokens", shown.output),
      reasoning: rest("reasoning_tokens", shown.reasoning),
    },
  ];
}

const EMPTY: Sum = {
  key: "",
  agent: "",
  turn: 0,
  model: "",
  calls: 0,
  input: 0,
  cached: 0,
  output: 0,
  reasoning: 0,
};

function sizes(call: ModelRequest) {
  const {
    input_tokens: input,
    cached_tokens: cached,
    output_tokens: output,
    reasoning_tokens: reasoning,
  } = call;
  return { calls: 1, input, cached, output, reasoning };
}

function plus(a: Sum, b: Sum): Sum {
  return {
    ...a,
    calls: a.calls + b.calls,
    input: a.input + b.input,
    cached: a.cached + b.cached,
    output: a.output + b.output,
    reasoning: a.reasoning + b.reasoning,
  };
}

function total(rows: Sum[]): Sum {
  return rows.reduce(plus, EMPTY);
}
