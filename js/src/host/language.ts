/** The language of the page around a view. */

import { languageOf, languageOfWords } from "../dom/language";
import type { Libraries } from "../kernel/libraries";
import { useWords, type Translation } from "../words/translation";

/** Take the words of the language that `place` is in. Gives whether there are others than those in use. */
export async function followLanguage(place: Element, libraries: Libraries): Promise<boolean> {
  const language = languageOfWords(languageOf(place));
  if (language === "en") return false;
  try {
    useWords(await libraries.load<Translation>(`words-${language}`));
    return true;
  } catch {
    return false; // an older kernel, or a saved page without them: English is understood
  }
}
