/**
 * A scheduler that splits long work into tasks, so that the page has time for its frames, clicks and keys.
 */

/** How long one task of the browser may keep the page busy, in milliseconds. */
const TASK_BUDGET_MS = 12;

/** Does one step; whether there are more. */
export type Step = () => boolean;

export class TaskScheduler {
  #queue: Step[] = [];
  /** Until when the present task may work; null: it has not begun. */
  #deadline: number | null = null;

  /** `postTask` calls back in a task of its own; `now` is the time in milliseconds. */
  constructor(
    readonly postTask: (callback: () => void) => void,
    readonly now: () => number,
  ) {}

  /**
   * Repeat `step` until there is no more to do: at once as long as the present task has time, then in later
   * tasks.
   */
  schedule(step: Step): void {
    this.#queue.push(step);
    if (this.#deadline === null) {
      this.#deadline = this.now() + TASK_BUDGET_MS;
      this.postTask(this.#runTask);
    }
    this.#runUntil(this.#deadline);
  }

  /** Forget what is not done yet. */
  cancel(step: Step): void {
    this.#queue = this.#queue.filter((other) => other !== step);
  }

  #runTask = (): void => {
    this.#deadline = null;
    if (this.#queue.length === 0) return;
    this.#deadline = this.now() + TASK_BUDGET_MS;
    this.postTask(this.#runTask);
    this.#runUntil(this.#deadline);
  };

  #runUntil(deadline: number): void {
    while (this.#queue.length > 0 && this.now() < deadline) {
      const step = this.#queue.shift() as Step;
      if (step()) this.#queue.unshift(step);
    }
  }
}

/** The scheduler of all views of a page, which share its one thread. */
export const pageScheduler = new TaskScheduler(
  (callback) => {
    // A message is a task at once, also in a page in the background, where timers wait.
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      callback();
    };
    channel.port2.postMessage(null);
  },
  () => performance.now(),
);
