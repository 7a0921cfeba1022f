/** Every text of the JSON tree, in one place. */

export const cut = (count: string) => `${count} more characters are not shown.`;
export const showMore = (count: string) => `Show ${count} more`;
export const items = (count: number) => (count === 1 ? "1 item" : `${count} items`);

/** Put others in the place of the words above; build.mjs writes the body, since a bundle has no names. */
export function translate(_words: unknown[]): void {}
