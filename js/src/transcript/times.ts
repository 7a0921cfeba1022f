/** How long things took. A run that had ended before it was watched tells no times: all of it stands at 0. */

interface Span {
  started: number;
  ended: number | null;
}

/** Whether nobody knows when it was. */
export function isUntimed({ started, ended }: Span): boolean {
  return started === 0 && ended === 0;
}

/** Milliseconds from its start to its end; null while it lasts, and where nobody knows. */
export function timeTaken(span: Span): number | null {
  return span.ended === null || isUntimed(span) ? null : span.ended - span.started;
}
