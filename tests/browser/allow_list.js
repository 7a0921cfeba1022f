// Looks at all that ever stands in a view: notes the names of elements and attributes, and what does harm.
() => {
  const VIEW = ".agw, .agw-static";
  const LINK = /^(?:https?:\/\/|mailto:)/i;
  const PICTURE = /^data:image\/(?:png|jpeg|gif|webp);base64,[\w+/=]*$|^data:image\/svg\+xml,[\w%!'()*.~-]*$/; // as an image, an SVG runs and loads nothing
  const UNSEEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;
  const names = new Set();
  const harm = new Set();

  // A static page's own: it leads to one of its entries.
  const isEntryLink = (made) =>
    made.className === "agw-anchor" && /^#entry-[\w.~%\/-]+$/.test(made.getAttribute("href"));

  const rules = {
    href: (value, made) => made.localName === "a" && (LINK.test(value) || isEntryLink(made)),
    src: (value, { localName }) => localName === "img" && PICTURE.test(value),
    style: (value) => !/url|image|expression|@|\\/i.test(value),
    id: (value) => /^(?:agw|entry)-/.test(value),
    class: (value) => value.split(/\s+/).every((word) => /^(?:$|agw$|agw-|mathjax_ignore$|tocSkip$)/.test(word)),
    title: (value) => !UNSEEN.test(value),
    "aria-label": (value) => !UNSEEN.test(value),
    sandbox: (value) => value === "",
    target: (value) => value === "_blank",
    rel: (value) => value === "noopener noreferrer",
  };

  function look(made) {
    // The notebook itself draws the mathematics of HTML outputs, the static transcript's too.
    const isNotebooks = made.closest(".agw-static mjx-container") || made.localName.startsWith("mjx-");
    // And it numbers their headings and leads their links its own way.
    const isAdapted = isNotebooks || made.closest(".jp-RenderedHTMLCommon .agw-static");
    if (!isNotebooks) names.add(made.localName);
    for (const { name, value } of made.attributes) {
      if (isAdapted && !/^(?:on|src|href|style)/.test(name)) continue;
      if (!isNotebooks) names.add(`${name}=`);
      if (rules[name] && !rules[name](value, made)) harm.add(`${name}: ${made.cloneNode().outerHTML.slice(0, 200)}`);
    }
    const required = { iframe: "sandbox", a: "rel" }[made.localName];
    if (required && !isEntryLink(made) && !made.hasAttribute(required)) harm.add(made.cloneNode().outerHTML.slice(0, 200));
  }

  function lookThrough(root) {
    look(root);
    root.querySelectorAll("*").forEach(look);
  }

  const observer = new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      if (!target.closest(VIEW)) continue;
      look(target);
      for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) lookThrough(node);
    }
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true });

  window.allowList = {
    report() {
      for (const view of document.querySelectorAll(VIEW)) {
        lookThrough(view);
        const text = view.textContent;
        const found = UNSEEN.exec(text);
        if (found) harm.add(`character: ${JSON.stringify(text.slice(Math.max(0, found.index - 40), found.index + 20))}`);
      }
      return { names: [...names].sort(), harm: [...harm] };
    },
    end: () => observer.disconnect(),
  };
}
