/** The language of the page around a view. */

import { languageOf } from "../dom/language";
import type { Libraries } from "../kernel/libraries";
import { useWords, type Translation } from "../words/translation";

/** Languages beside English that have words of their own: js/src/words. */
const LANGUAGES = ["de", "ja"];

/** Take the words of the language that `place` is in. Gives whether there are others than those in use. */
export async function followLanguage(place: Element, libraries: Libraries): Promise<boolean> {
  const language = languageOf(place).slice(0, 2).toLowerCase();
  if (!LANGUAGES.includes(language)) return false;
  try {
    useWords(await libraries.load<Translation>(`words-${language}`));
    return true;
  } catch {
    return false; // an older kernel, or a saved page without them: English is understood
  }
}
