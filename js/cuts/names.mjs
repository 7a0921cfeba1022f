/** Names that nobody outside the bundle knows: the build makes them short. */

/** Fields of the libraries. Those of preact and its signals begin with `_`. */
const LIBRARIES = [
  "blockTokens codespan emStrong getRegex inlineText inlineTokens infiniteLoopError inLink lastToken lexer",
  "linkEmitted linkInText linkParenPossible maskedSrc startBlock tokenizer lastPossibleDelCloserIndex",
  "lastPossibleEmStrongCloserIndex",
  "componentWillUnmount current extensions getChildContext props rules setState shouldComponentUpdate vnode",
];

/** Our own: none is a field of what Python sends or takes, of the page, or of what users may rely on. */
const OWN = [
  "action awaiting board descending element entry facts footnotes handoffs hasLinks headings icon inline isEmpty",
  "keymap lane lastHandoff nullable onCancel onPick opened problem problems receive replaying reveal",
  "settle shape shownImages sought steerable store tell",
];

const words = [...LIBRARIES, ...OWN].join(" ").split(" ");

/** What the build takes for such a name. */
export const INNER = new RegExp(`^(?:_\\w+|${words.join("|")})$`);

/** Those that preact gives to elements of the page have names that the page never has. */
export const ON_ELEMENTS = { _attached: "$a", _children: "$c", _listeners: "$l", _updaters: "$u" };
