/** Languages beside English that have words of their own: js/src/words. */
const LANGUAGES = ["de", "ja"];

/** The language of the page around an element, such as "de" or "de-AT"; empty: it does not say. */
export function languageOf(place: Element): string {
  return (place.closest<HTMLElement>("[lang]") ?? document.documentElement).lang;
}

/** The language that has the words for a reader of `language`: "de", "ja", or "en" for everybody else. */
export function languageOfWords(language: string): string {
  const short = language.slice(0, 2).toLowerCase();
  return LANGUAGES.includes(short) ? short : "en";
}
