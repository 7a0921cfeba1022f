/** All tests share one page, its modules and a clock that stands still; each leaves the page as it found it. */

import { afterEach, beforeEach, vi } from "vitest";

beforeEach(() => void vi.useFakeTimers());

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  document.head.replaceChildren();
  document.body.replaceChildren();
});
