/** The language of the page around an element, such as "de" or "de-AT"; empty: it does not say. */
export function languageOf(place: Element): string {
  return (place.closest<HTMLElement>("[lang]") ?? document.documentElement).lang;
}
