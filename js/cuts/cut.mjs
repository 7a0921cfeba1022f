/** What a cut is: a text or a pattern in a library's source, and what stands there instead. */

/** `source` with `cuts` done in their order. A cut that finds nothing stops: it was made for another version. */
export function cut(source, cuts) {
  return cuts.reduce((text, [found, instead]) => {
    const isThere = typeof found === "string" ? text.includes(found) : text.search(found) >= 0;
    if (!isThere)
      throw new Error(`This is not the version of the library that the build knows: no ${found}.`);
    return text.replace(found, instead);
  }, source);
}
