/**
 * What the view shares with that of a grid, which is a bundle of its own: of each of these there is one copy.
 * build.mjs reads this file, and has the grid take them from here by their place in the list.
 */

import { render } from "preact";
import { Fragment, jsx, jsxs } from "preact/jsx-runtime";
import { signal } from "@preact/signals";
import { languageOf } from "./dom/language";
import { FillWindow } from "./host/fill-window";
import { suppressHostShortcuts } from "./host/host-shortcuts";
import { hideSavedPage } from "./host/saved-page";
import { bringStyle } from "./host/shadow-style";
import { followTheme } from "./host/theme";
import { Connection } from "./kernel/connection";
import { Libraries } from "./kernel/libraries";
import { Button } from "./views/button";
import { clock, count, duration, money } from "./views/format";
import { Icon } from "./views/icons";

// prettier-ignore
export const shared = [
  render, Fragment, jsx, jsxs, signal, languageOf, FillWindow, suppressHostShortcuts, hideSavedPage, bringStyle,
  followTheme, Connection, Libraries, Button, clock, count, duration, money, Icon,
];
