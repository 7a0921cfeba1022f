/** Icons: line drawings of 16 by 16, in the colour of the text around them. */

const PATHS = {
  chevron: "M6 4l4 4-4 4",
  left: "M10 4L6 8l4 4",
  down: "M4 6l4 4 4-4",
  check: "M3.5 8.5l3 3 6-7",
  cross: "M4.5 4.5l7 7m0-7l-7 7",
  pencil: "M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3 3 13",
  hand: "M8 2.5v6M8 8.5V3.8M5.3 8.5v-4M10.7 8.5v-4M5.3 8.2L4 7.4c-.8-.4-1.6.4-1.1 1.2l2 3.4c.6 1 1.6 1.5 2.8 1.5h.8c2 0 3.5-1.5 3.5-3.5V6",
  stop: "M4.5 4.5h7v7h-7z",
  pause: "M5.5 4v8m5-8v8",
  play: "M5 3.5l7.5 4.5L5 12.5z",
  step: "M4.5 3.5l6 4.5-6 4.5zM12 4v8",
  back: "M11.5 4L6.5 8l5 4zM4.5 4v8",
  forward: "M4.5 4l5 4-5 4zM11.5 4v8",
  present: "M2.5 3.5h11v7h-11zM8 10.5v3M5.5 13.5h5",
  history: "M3 8a5 5 0 1 0 1.6-3.7M3 3v2.5h2.5M8 5.5V8l2 1.5",
  handoff: "M2.5 8h9.5M9 4.5L12.5 8 9 11.5",
  shield: "M8 2.2l4.5 1.6v3.7c0 3-1.9 5-4.5 6.3-2.6-1.3-4.5-3.3-4.5-6.3V3.8z",
  warning: "M8 2.8l6 10.4H2zM8 6.6v3.2m0 1.6v.2",
  info: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11M8 7.3v3.4M8 5.2v.2",
  copy: "M5.5 5.5h7v7h-7zM10.5 5.5v-2h-7v7h2",
  up: "M8 12.5v-9M4.5 7L8 3.5 11.5 7",
  fill: "M9.5 3H13v3.5M13 3L9 7M6.5 13H3V9.5M3 13l4-4",
  shrink: "M12.5 7H9V3.5M9 7l4-4M3.5 9H7v3.5M7 9l-4 4",
  dash: "M4 8h8",
  more: "M3.6 8h.01M8 8h.01M12.4 8h.01",
  note: "M3.5 3h9v7l-3 3h-6zM9.5 13v-3h3M5.8 5.8h4.4M5.8 8.2h2.6",
  retry: "M12.8 6.5A5 5 0 1 0 13 9M13 3.5v3h-3",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, spin }: { name: IconName; spin?: boolean }) {
  return (
    <svg class={`agw-icon${spin ? " agw-spin" : ""}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The icon of work under way: it turns, but not where the reader wants no motion. */
export function Spinner() {
  return (
    <svg class="agw-icon agw-spin" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M8 2.5A5.5 5.5 0 1 1 2.5 8" />
    </svg>
  );
}
