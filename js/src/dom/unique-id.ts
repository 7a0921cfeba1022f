/** An id that no other element of the page begins its own with: each widget may have a copy of this module, as in marimo. */
export const uniqueId = () => `agw-${Math.random().toString(36).slice(2)}`;
