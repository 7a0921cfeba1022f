/** JSON text as a tree, also while it grows. */

import { useEffect, useRef } from "preact/hooks";
import { jsonTree } from "../json/json-tree";

export function JsonText({ text }: { text: string }) {
  const host = useRef<HTMLDivElement>(null);
  const tree = useRef<ReturnType<typeof jsonTree> | null>(null);
  useEffect(() => {
    tree.current = jsonTree(host.current!, text, { partial: true });
    return () => tree.current!.destroy();
  }, []);
  useEffect(() => tree.current!.set(text), [text]);
  return <div class="agw-json-host" ref={host} />;
}
