/** Every text of the JSON tree, in one place. */

export const cut = (count: string) => `${count} more characters are not shown.`;
export const showMore = (count: string) => `Show ${count} more`;
export const items = (count: number) => (count === 1 ? "1 item" : `${count} items`);
