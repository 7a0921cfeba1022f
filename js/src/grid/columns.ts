/** The columns of the list, as many as its width has room for. */

import * as strings from "./strings";
import type { GridView } from "./view";

export type ColumnName =
  | "open"
  | "state"
  | "input"
  | "expected"
  | "agent"
  | "answer"
  | "scores"
  | "tokens"
  | "cost"
  | "time"
  | "pace"
  | `agent-${number}`;

export interface Column {
  name: ColumnName;
  /** As in the style sheet. */
  width: string;
  title: string;
  /** Whether there is no room for the title: it is there for screen readers. */
  isNarrow?: boolean;
}

export function columnsOf(view: GridView): Column[] {
  return view.isMatrix ? matrixColumns(view) : listColumns(view);
}

function openColumn(): Column {
  return { name: "open", width: "1.7rem", title: strings.open, isNarrow: true };
}

function listColumns(view: GridView): Column[] {
  const { store } = view;
  const { width } = view.layout;
  const { agents, epochs, facts } = store;
  const isNarrow = width < 700;
  const hasCost = agents.some(({ cost }) => cost !== null);
  const marks = epochs > 1 ? epochs : facts.scorers.length;
  const scores = epochs > 1 ? `${strings.score}` : facts.scorers.join(" · ");
  const columns: (Column | false)[] = [
    openColumn(),
    { name: "state", width: isNarrow ? "1.6rem" : "6.2rem", title: strings.stateTitle, isNarrow },
    { name: "input", width: "minmax(0, 1.3fr)", title: strings.input },
    (agents.length > 1 || epochs > 1) && {
      name: "agent",
      width: "minmax(3.5rem, 0.45fr)",
      title: strings.agent,
    },
    { name: "answer", width: "minmax(0, 1.5fr)", title: strings.answer },
    marks > 0 && { name: "scores", width: `${Math.max(3.4, widthOfMarks(view))}rem`, title: scores },
    store.hasTokens && width >= 860 && { name: "tokens", width: "3.6rem", title: strings.tokens },
    hasCost && width >= 780 && { name: "cost", width: "4rem", title: strings.cost },
    { name: "time", width: "3.8rem", title: strings.time },
    store.hasTokens && !isNarrow && { name: "pace", width: "4.6rem", title: strings.pace },
  ];
  return columns.filter((column) => column !== false);
}

/** In rem: room for a mark of each epoch, or for a mark, a number or a label of each scorer. */
function widthOfMarks({ store }: GridView): number {
  if (store.epochs > 1) return 2 * store.epochs;
  const { scores } = store.agents[0]!;
  const widths = store.facts.scorers.map((name) => (Object.keys(scores[name]?.labels ?? {})[0] ? 4.5 : 2));
  return widths.reduce<number>((sum, width) => sum + width, 0);
}

function matrixColumns({ store, layout: { width } }: GridView): Column[] {
  const hasExpected = width >= 760 && [...store.cases.values()].some(({ expected }) => expected);
  const columns: Column[] = [openColumn(), { name: "input", width: "minmax(0, 1fr)", title: strings.input }];
  if (hasExpected)
    columns.push({ name: "expected", width: "minmax(0, 0.6fr)", title: strings.expectedTitle });
  store.agents.forEach(({ name }, at) =>
    columns.push({ name: `agent-${at}`, width: "minmax(0, 1fr)", title: name }),
  );
  return columns;
}
