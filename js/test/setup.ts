/**
 * All tests share one page, its modules and a clock that stands still; each leaves the page as it found it.
 */

import { beforeEach, onTestFinished, vi } from "vitest";

beforeEach(() => {
  vi.useFakeTimers();
  // Registered first, so called last: what a test mounted is gone by then.
  onTestFinished(async () => {
    // An effect that still waits for its frame would keep those of the next test waiting.
    if (vi.getTimerCount() > 0) await vi.advanceTimersByTimeAsync(40);
    vi.useRealTimers();
    vi.restoreAllMocks();
    document.head.replaceChildren();
    document.body.replaceChildren();
  });
});
