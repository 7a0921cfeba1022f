/**
 * What the view shares with that of a grid, which is a bundle of its own: of each of these there is one copy.
 * build.mjs reads this file, and has the grid take them from here by their place in the list.
 */

import { render } from "preact";
import { Fragment, jsx, jsxs } from "preact/jsx-runtime";
import { signal } from "@preact/signals";
import { uniqueId } from "./dom/unique-id";
import { FillWindow } from "./host/fill-window";
import { suppressHostShortcuts } from "./host/host-shortcuts";
import { followLanguage } from "./host/language";
import { addMissingPage } from "./host/missing-page";
import { hideSavedPage, updateSavedPage } from "./host/saved-page";
import { bringStyle } from "./host/shadow-style";
import { followTheme } from "./host/theme";
import { Connection } from "./kernel/connection";
import { Libraries } from "./kernel/libraries";
import { Button } from "./views/button";
import { FillButton } from "./views/fill-button";
import { clock, count, duration, money } from "./views/format";
import { Icon } from "./views/icons";
import { otherWords } from "./words/translation";

// prettier-ignore
export const shared = [
  render, Fragment, jsx, jsxs, signal, FillWindow, suppressHostShortcuts, followLanguage, addMissingPage, hideSavedPage,
  updateSavedPage, bringStyle, followTheme, Connection, Libraries, Button, FillButton, clock, count, duration, money, Icon,
  otherWords, uniqueId,
];
