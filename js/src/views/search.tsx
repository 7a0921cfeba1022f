/** The search in the transcript: a box, where one is among all, and the marks in the page. */

import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { findAll, folded, inOrder, positions, type Match } from "./find-text";
import { Button } from "./button";
import * as strings from "./strings";
import { useView, type ViewState } from "./view-state";

/** Frames that an entry may take to be drawn after its row was opened. */
const MOST_FRAMES = 30;

export default function Search() {
  const view = useView();
  const input = useRef<HTMLInputElement>(null);
  const came = useRef<Element | null>(null);
  const opened = useRef(new Map<string, boolean | null>());
  const query = useSignal("");
  const at = useSignal(0);
  const store = view.store.value;
  store.structureVersion.value; // what comes is found, too
  const matches = findAll(inOrder(store), query.value);
  const match = matches[at.value];
  // Not after the next paint: a key that comes before it would be a shortcut.
  useLayoutEffect(() => {
    came.current = document.activeElement;
    input.current!.value = query.value = view.takeTyped();
    input.current!.focus();
    return clearMarks;
  }, []);
  useEffect(() => {
    if (!match) return clearMarks();
    open(view, match, opened.current);
    return whenDrawn(view, match, query.value, matches);
  }, [query.value, at.value, match?.id]);
  const step = (by: number) => {
    if (matches.length) at.value = (at.value + by + matches.length) % matches.length;
  };
  const close = () => {
    view.searching.value = false;
    if (came.current instanceof HTMLElement) came.current.focus({ preventScroll: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && event.target === input.current) step(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="agw-search" role="search" onKeyDown={onKeyDown}>
      <input
        ref={input}
        type="text"
        dir="auto"
        aria-label={strings.search}
        placeholder={strings.searchPlaceholder}
        onInput={(event) => {
          query.value = event.currentTarget.value;
          at.value = 0;
        }}
      />
      <span class="agw-search-count" role="status">
        {query.value && strings.searchCount(at.value + 1, matches.length)}
      </span>
      <Step icon="up" action="search-previous" label={strings.searchPrevious} onClick={() => step(-1)} />
      <Step icon="down" action="search-next" label={strings.searchNext} onClick={() => step(1)} />
      <Step icon="cross" action="search-close" label={strings.searchClose} onClick={close} />
    </div>
  );
}

interface StepProps {
  icon: "up" | "down" | "cross";
  action: string;
  label: string;
  onClick: () => void;
}

function Step({ label, ...button }: StepProps) {
  return <Button class="agw-fold-button" aria-label={label} title={label} {...button} />;
}

/** Open what a match is folded in; what was opened for another one is folded again. */
function open(view: ViewState, { id }: Match, opened: Map<string, boolean | null>): void {
  const needed = new Set([...view.foldsAround(id), id]);
  for (const [other, before] of opened) {
    if (needed.has(other)) continue;
    view.expanded(other).value = before;
    opened.delete(other);
  }
  for (const each of needed) {
    const expanded = view.expanded(each);
    if (expanded.value === true) continue;
    opened.set(each, expanded.value);
    expanded.value = true;
  }
  view.laneFilter.value = "";
  if (view.tab.value !== "transcript") view.selectTab("transcript");
}

/** Mark all matches and go to this one, as soon as it is drawn. Returns how to give up. */
function whenDrawn(view: ViewState, match: Match, query: string, matches: Match[]): () => void {
  let frames = 0;
  let request = 0;
  const look = () => {
    const places = placesOf(view.root!, match.id);
    for (const place of places) openDetails(place, query);
    const ranges = places.flatMap((place) => rangesIn(place, query));
    frames += 1;
    if (ranges.length === 0 && frames < MOST_FRAMES) {
      request = requestAnimationFrame(look);
      return;
    }
    const found =
      places.length > 1 ? inDetails(ranges, places[1]!) : ranges[Math.min(match.nth, ranges.length - 1)];
    mark(allRanges(view.root!, matches, query), found);
    (found?.startContainer.parentElement ?? places[0])?.scrollIntoView({ block: "center" });
  };
  request = requestAnimationFrame(look);
  return () => cancelAnimationFrame(request);
}

/** The elements of an entry: a tool call's are its row and, below that, its details. */
function placesOf(root: HTMLElement, id: string): HTMLElement[] {
  const first = root.querySelector<HTMLElement>(`.agw-entries [data-id="${CSS.escape(id)}"]`);
  const next = first?.nextElementSibling;
  return [first, next?.matches(".agw-call-more") ? next : null].filter(
    (place) => place instanceof HTMLElement,
  );
}

/** A cell of a row is cut: the details show the whole. */
function inDetails(ranges: Range[], details: HTMLElement): Range | undefined {
  return ranges.find((range) => details.contains(range.startContainer)) ?? ranges[0];
}

function openDetails(place: HTMLElement, query: string): void {
  for (const details of place.querySelectorAll("details:not([open])"))
    if (folded(details.textContent).includes(folded(query))) details.setAttribute("open", "");
}

function allRanges(root: HTMLElement, matches: Match[], query: string): Range[] {
  const ids = new Set(matches.map(({ id }) => id));
  return [...ids].flatMap((id) => placesOf(root, id).flatMap((place) => rangesIn(place, query)));
}

/** Where the text is in an element, across the nodes that it is divided into. */
function rangesIn(place: HTMLElement, query: string): Range[] {
  const nodes: Text[] = [];
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    if (!walker.currentNode.parentElement!.closest("button, .agw-menu-list"))
      nodes.push(walker.currentNode as Text);
  const text = folded(nodes.map((node) => node.data).join(""));
  const sought = folded(query);
  return positions(text, sought).map((start) => rangeOf(nodes, start, start + sought.length));
}

function rangeOf(nodes: Text[], start: number, end: number): Range {
  const range = document.createRange();
  let before = 0;
  for (const node of nodes) {
    const after = before + node.length;
    if (start >= before && start < after) range.setStart(node, start - before);
    if (end > before && end <= after) {
      range.setEnd(node, end - before);
      break;
    }
    before = after;
  }
  return range;
}

/** Marks that change nothing in the page: https://developer.mozilla.org/docs/Web/API/CSS_Custom_Highlight_API */
function mark(all: Range[], current: Range | undefined): void {
  if (!("highlights" in CSS)) return;
  CSS.highlights.set("agw-found", new Highlight(...all));
  const strongest = new Highlight(...(current ? [current] : []));
  strongest.priority = 1;
  CSS.highlights.set("agw-found-here", strongest);
}

function clearMarks(): void {
  if (!("highlights" in CSS)) return;
  CSS.highlights.delete("agw-found");
  CSS.highlights.delete("agw-found-here");
}
