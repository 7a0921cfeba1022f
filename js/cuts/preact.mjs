/**
 * preact cut down to what we use of it: function components, hooks and keyed elements, drawn into an empty place.
 *
 * Left out are hydration and what suspends, class components and error boundaries, portals, raw HTML, MathML,
 * listeners for the capture phase, and what only developer tools or other packages ask for.
 */

/** What is handed from function to function to hydrate, as a parameter or an argument. */
const HYDRATING = [/^\t+(?:excessDomChildren|isHydrating),\n/gm, ""];
/** Where the rest of the code asks for it, it is known. */
const KNOWN = [/\b(?:excessDomChildren|isHydrating|isClassComponent)\b/g, "false"];

const DIFF = [
  HYDRATING,
  [/\tif \(\n\t\toldVNode\._flags & MODE_SUSPENDED &&[^]*?\n\t\}\n/, ""],
  [/c\._bits & COMPONENT_PENDING_ERROR/, "false"],
  [/const isClassComponent = .*\n/, ""],
  [/tmp = newType\.contextType;\n[^]*?: globalContext;/, "const componentContext = globalContext;"],
  [/if \(provider\) provider\.sub\(c\);\n/, ""],
  [/if \(!c\.state\) c\.state = \{\};\n/, ""],
  [/c\._stateCallbacks = \[\];\n/g, ""],
  [/EMPTY_ARR\.push\.apply\(c\._renderCallbacks, c\._stateCallbacks\);\n/g, ""],
  [/c\.constructor = newType;\n\t*c\.render = doRender;\n/, ""],
  [/oldState = c\.state;\n/, ""],
  [/c\.state = c\._nextState;\n/g, ""],
  [/\t*newProps,\n\t*c\._nextState,\n\t*componentContext\n/, "newProps"],
  [/if \(c\.componentWillUpdate\) \{[^}]*\}/, ""],
  [/c\.render\(c\.props, \(c\.state = c\._nextState\), c\.context\)/, "newType.call(c, newProps)"],
  [/if \(newProps\._parentDom\) \{\n\t*tmp = oldDom;[^]*?: NULL;\n\t*\}\n/, ""],
  [/if \(newProps\._parentDom\) \{[^}]*\}/, ""],
  [/newVNode\._flags &= RESET_MODE;[^]*?resumed\.some\(removeNode\);\n/, ""],
  [/if \(c\._bits & COMPONENT_PROCESSING_EXCEPTION\) \{[^}]*\}/, ""],
  [
    /if \(isHydrating \|\| excessDomChildren\) \{[^]*?\} else \{\n(\t*newVNode\._dom = oldVNode\._dom;\n)\t*\}/,
    "$1",
  ],
  [/if \(!\(e && e\.then\)\) /, ""],
  [/function rangeEnd\([^]*?\n\}\n/, ""],
  [/else if \(nodeType == 'math'\) .*\n/, ""],
  [/\tif \(excessDomChildren\) \{\n\t\tfor[^]*?\n\t\}\n/, ""],
  [/const doc = .*\n/, "const doc = document;\n"],
  [/\t*nodeType,\n\t*newProps\.is \? newProps : parentDom\n/, "nodeType"],
  [/if \(isHydrating\) \{[^]*?excessDomChildren = NULL;\n/, ""],
  [/parentDom = \(nodeType == 'template' .*\n[^]*?(?=\t\tfor \(i in oldProps\))/, ""],
  [/if \(i == 'dangerouslySetInnerHTML'\) \{[^}]*\} else if/, "if"],
  [/ &&\n\t*!\(i == 'value' && 'defaultValue' in newProps\) &&\n.*\n/, ""],
  [/else if \(i == 'dangerouslySetInnerHTML'\) \{[^}]*\} (?=else)/, ""],
  [/else if \(i == 'checked'\) \{[^}]*\} (?=else)/, ""],
  [
    /if \(newHtml\) \{[^]*?\} else \{\n\t*if \(oldHtml\) .*\n\n\t*if \([^]*?\) \{\n\t*namespace = XHTML_NAMESPACE;\n\t*\}/,
    "{",
  ],
  [/diffChildren\(\n\t*parentDom,\n(?=\t*isArray\(newChildren)/, "diffChildren(dom,"],
  [/excessDomChildren\n\t*\? excessDomChildren\[0\]\n\t*: /, ""],
  [/if \(excessDomChildren\) excessDomChildren\.some\(removeNode\);\n/, ""],
  [/i = 'checked';\n[^]*?\}\n/, ""],
  [/if \(value\) value\._refCleanup = [^]*?else ref\(NULL\);\n\t*\}/, "ref(value);"],
  [/skipRemove && !vnode\.props\._parentDom/, "skipRemove"],
  [/if \(\n\t\t!skipRemove &&\n\t\t\(r = vnode\._component\)[^]*?\n\t\}\n/, ""],
  [/function doRender\([^]*?\n\}\n/, ""],
  KNOWN,
];

const CHILDREN = [
  HYDRATING,
  [/if \(parentVNode\.props\._parentDom\) .*\n/, ""],
  [/while \(next && next\.nodeType == 8\) .*\n/, ""],
  [
    /while \(\n\t*\(oldDom = oldDom && oldDom\.nextSibling\) &&[^]*?\);\n\n\treturn oldDom;/,
    "return oldDom.nextSibling;",
  ],
  [/\t\treturn oldDom;\n\t\} else \{/, "return oldDom;}{"],
];

const COMPONENT = [
  [
    /BaseComponent\.prototype\.setState = [^]*?\n\};\n/,
    "BaseComponent.prototype.setState = function () {\n\tif (this._vnode) enqueueRender(this);\n};\n",
  ],
  [/BaseComponent\.prototype\.forceUpdate = [^]*?\n\};\n/, ""],
  ["BaseComponent.prototype.render = Fragment;", ""],
  [/ && !vnode\.props\._parentDom/g, ""],
  [/^\t*oldVNode\._flags & MODE_HYDRATE.*,\n/gm, ""],
  [/ \|\|\n\t\tprevDebounce != options\.debounceRendering/, ""],
  [/prevDebounce = options\.debounceRendering;\n/, ""],
  [/\(prevDebounce \|\| queueMicrotask\)/g, "queueMicrotask"],
];

const PROPS = [
  [
    /if \(typeof value == 'string'\) \{\n\t*dom\.style\.cssText = value;\n\t*\} else \{\n\t*if [^]*?\}\n/,
    "{",
  ],
  [/useCapture = name != .*\n/, ""],
  [/name = name\.slice\(2\);\n.*\n/, "name = name.slice(2).toLowerCase();\n"],
  [/, useCapture\)/g, ")"],
  [/name = name\.replace\(\/xlink.*\n/, ""],
  [/^\t*name != '(?:width|height|href|list|form|download|rowSpan|popover)' &&\n/gm, ""],
  ["name == 'popover' && value == true ? '' : value", "value"],
  ["options.event ? options.event(e) : e", "e"],
];

const RENDER = [
  HYDRATING,
  [/if \(options\._root\) [^]*?let oldVNode = .*\n/, "let oldVNode = parentDom._children;\n"],
  [/\t*oldVNode\n\t*\? NULL\n[^]*?: NULL,\n/, ""],
];

const CATCH_ERROR = [
  [
    /export function _catchError\([^]*\n\}\n/,
    "export function _catchError(error) {\n\tresetRenderCount();\n\tthrow error;\n}\n",
  ],
];

const CONTEXT = [
  [/Context\.Consumer = \([^]*?\};\n/, ""],
  ["Context.Provider = Context.Consumer.contextType = Context", "Context.Provider = Context"],
];

const JSX = [
  [", isStaticChildren, __source, __self", ""],
  [/if \(__source \|\| __self\) \{[^}]*\}/, ""],
];

const HOOKS = [
  [/^let old\w+ = options\.\w+;\n/gm, ""],
  [/\tif \(old\w+\) old\w+\(.*\);\n/g, ""],
  [/options\._root = [^]*?\n\};\n/, ""],
  [
    /if \(hookItem\._nextValue\) \{[^}]*\}\n\t*hookItem\._pendingArgs = .*\n/,
    "hookItem._pendingArgs = undefined;\n",
  ],
  [/if \(options\._hook\) \{[^}]*\}\n\t*currentHook = 0;\n/, ""],
  [/(?:let )?currentHook = \d;\n/g, ""],
  [/if \(errorParent === undefined\) \{[^]*?s\._passive = errorParent;\n/, ""],
  [/component = \/\*\* @type \{any\} \*\/ \(component\._passive\);\n.*\n/, "options._catchError(e);\n"],
  [/!options\._skipEffects && /g, ""],
  [/ \|\| prevRaf != options\.requestAnimationFrame/, ""],
  [/prevRaf = options\.requestAnimationFrame;\n\t*\(prevRaf \|\| afterNextFrame\)/, "afterNextFrame"],
  [/let HAS_RAF = .*\n/, ""],
  [/if \(HAS_RAF\) /, ""],
  [/if \(HAS_RAF\) \{([^}]*)\}/, "$1"],
];

/** preact's names, which its own build shortens to what signals' source has in their place. */
const INNER = [
  [/\.__v\b/g, "._vnode"],
  [/\.__c\b/g, "._component"],
  [/\.__e\b/g, "._dom"],
  [/\.__np\b/g, "._signalProps"],
  ["v.__!", "v._parent!"],
  ["__b: {", "_depth: {"],
];

const SIGNALS = [
  ...INNER,
  [/const DEVTOOLS_ENABLED =\n.*\n/, ""],
  [/if \(DEVTOOLS_ENABLED\) .*\n/, ""],
  [
    /function createUpdater\(update: \(\) => void, name: string\)/,
    "function createUpdater(update: () => void)",
  ],
  [/\},\n\t\t\{ name \}\n/, "}\n"],
  [/,\n\t*typeof vnode\.type === "function"\n.*\n.*\n/, "\n"],
  ['currentSignal.name = "ReactiveDom";', ""],
  ['SignalValue.displayName = "ReactiveTextNode";', ""],
  [/configurable: true,/g, ""],
  ["OptionsTypes.DIFF,", '/* @__KEY__ */ "_diff",'],
  ["OptionsTypes.RENDER,", '/* @__KEY__ */ "_render",'],
  ["OptionsTypes.CATCH_ERROR,", '/* @__KEY__ */ "_catchError",'],
  ["OptionsTypes.DIFFED,", '"diffed",'],
  ["OptionsTypes.UNMOUNT,", '"unmount",'],
  [/hook\(OptionsTypes\.HOOK,[^]*?\n\}\);\n/, ""],
  [/if \(this\.__R\) return true;\n/, ""],
  [/for \(let i in state\) return true;\n/, ""],
  [/if \(this\.__f \|\| [^]*?\} else \{/, "{"],
  ['i !== "__source" && ', ""],
  [/const deferEffects =\n.*;\n/, "const deferEffects = safeRaf;\n"],
  [/\(options\.requestAnimationFrame \|\| (\w+)\)/g, "$1"],
];

const CORE = [
  [/this\._watched = .*\n\tthis\._unwatched = .*\n\tthis\.name = .*\n/, ""],
  [/ else \{\n\t*untracked\(\(\) => \{\n\t*this\._watched\?\.call\(this\);\n\t*\}\);\n\t*\}/, ""],
  [/if \(next === undefined\) \{\n\t*untracked[^]*?\}\);\n\t*\}/, ""],
  ["Signal.prototype.brand = BRAND_SYMBOL;", ""],
  [/const BRAND_SYMBOL = .*\n/, ""],
  [/Signal\.prototype\.subscribe = [^]*?\n\};\n/, ""],
  [/Signal\.prototype\.(?:valueOf|toString|toJSON) = [^]*?\n\};\n/g, ""],
  [/this\.name = options\?\.name;\n\n\tif \(capturedEffects\) \{[^}]*\}/, ""],
  [/const prevCapturedEffects = .*\n/, ""],
  ["capturedEffects = undefined;", ""],
  ["capturedEffects = prevCapturedEffects;", ""],
  [/Effect\.prototype\.dispose = [^]*?\n\};\n/, ""],
  ["(dispose as any)[Symbol.dispose] = dispose;", ""],
];

/** What of preact and of its signals is read from which file, and what is cut there. */
export const PREACT = {
  "preact/src/diff/index.js": DIFF,
  "preact/src/diff/children.js": CHILDREN,
  "preact/src/diff/props.js": PROPS,
  "preact/src/diff/catch-error.js": CATCH_ERROR,
  "preact/src/component.js": COMPONENT,
  "preact/src/render.js": RENDER,
  "preact/src/create-context.js": CONTEXT,
  "preact/jsx-runtime/src/index.js": JSX,
  "preact/hooks/src/index.js": HOOKS,
  "@preact/signals/src/index.ts": SIGNALS,
  "@preact/signals-core/src/index.ts": CORE,
};
