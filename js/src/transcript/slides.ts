/** The slides of a presented run: one for each entry, where it was complete. */

import { completedEntry } from "./stops";
import type { TapeRow } from "./tape";

export interface Slide {
  /** The id of the entry. */
  id: string;
  /** The position of the tape after the row that completed it. */
  position: number;
}

/** An entry that changes again once it is complete, such as a call that was approved, has a slide more. */
export function slidesOf(rows: TapeRow[]): Slide[] {
  const slides: Slide[] = [];
  rows.forEach(({ patches }, at) => {
    const ids = new Set(patches.map(completedEntry).filter((id) => id !== null));
    for (const id of ids) slides.push({ id, position: at + 1 });
  });
  return slides;
}

/** The number of the slide that a position shows: the last that is complete by then; 0 where none is. */
export function slideAt(slides: Slide[], position: number): number {
  return Math.max(
    0,
    slides.findLastIndex((slide) => slide.position <= position),
  );
}
