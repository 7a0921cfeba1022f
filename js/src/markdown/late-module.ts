/** A module that is asked for when it is first needed, once. Where it does not come, nothing changes. */
export class LateModule<T> {
  /** Null until it has come. */
  current: T | null = null;
  #load: (() => Promise<T>) | undefined;
  #onArrival: (module: T) => void;
  #isAsked = false;

  /** `load`: undefined where there is nobody to ask. `onArrival` is called once the module is there. */
  constructor(load: (() => Promise<T>) | undefined, onArrival: (module: T) => void) {
    this.#load = load;
    this.#onArrival = onArrival;
  }

  /** Whether it may still come. */
  get isAwaited(): boolean {
    return this.#load !== undefined && this.current === null;
  }

  ask(): void {
    if (!this.#load || this.#isAsked) return;
    this.#isAsked = true;
    this.#load().then(
      (module) => {
        this.current = module;
        this.#onArrival(module);
      },
      () => {}, // a page without Python, or a kernel that is gone
    );
  }
}
