// What happens in the page from now on: states that are seen, what moves, and how many nodes are touched.
() => {
  // What moves because somebody decided was asked for; the browser does not count it after a real click.
  const DECIDED_MS = 500;
  let decided = -Infinity;
  const seen = (window.torture = {
    states: [],
    statuses: [],
    kinds: [],
    moves: [],
    touched: 0,
  });
  const add = (list, value) =>
    value && !list.includes(value) && list.push(value);
  const note = (element) => {
    add(seen.states, element.dataset?.kind && element.dataset.state);
    add(seen.kinds, element.dataset?.kind);
    add(seen.statuses, element.dataset?.status);
  };
  const size = (node) => 1 + (node.querySelectorAll?.("*").length ?? 0);
  const look = (records) => {
    for (const {
      type,
      target,
      oldValue,
      addedNodes,
      removedNodes,
    } of records) {
      if (oldValue === "awaiting_approval") decided = performance.now();
      if (type === "attributes") note(target);
      else seen.touched += 1;
      for (const node of [...addedNodes, ...removedNodes])
        seen.touched += size(node);
      for (const node of addedNodes) {
        note(node);
        node.querySelectorAll?.("[data-kind]").forEach(note);
      }
    }
  };
  const root = document.querySelector(
    ".jp-NotebookPanel:not(.lm-mod-hidden) .agw",
  );
  note(root);
  const attributeFilter = ["data-state", "data-status", "data-kind"];
  const changes = new MutationObserver(look);
  changes.observe(root, {
    childList: true,
    characterData: true,
    subtree: true,
    attributeFilter,
    attributeOldValue: true,
  });
  const place = ({ left, top, width, height }) =>
    [left, top, width, height].map(Math.round).join(" ");
  const source = ({ node, previousRect, currentRect }) =>
    `${node?.nodeName} ${node?.className ?? node?.data} ${place(previousRect)} -> ${place(currentRect)}`;
  const moved = (entries) => {
    for (const { value, sources, startTime } of entries)
      if (startTime > decided + DECIDED_MS)
        seen.moves.push({ value, sources: sources.map(source) });
  };
  const shifts = new PerformanceObserver((list) => moved(list.getEntries()));
  shifts.observe({ entryTypes: ["layout-shift"] });
  window.endTorture = () => {
    look(changes.takeRecords());
    moved(shifts.takeRecords());
    changes.disconnect();
    shifts.disconnect();
    return { ...seen, nodes: size(root) };
  };
};
