/** Where a block of our own syntax begins. */

/** Where in a paragraph one of our blocks may begin, so that the paragraph ends there. */
export function startOfOwnBlock(src: string): number | undefined {
  const blank = src.search(/\n[ \t]*\n/);
  const at = (blank < 0 ? src : src.slice(0, blank)).search(
    /\n {0,3}(?:\$\$|\\\[|\\begin\{|\[\^[^\]\s]+\]:)/,
  );
  return at < 0 ? undefined : at + 1;
}
