/** A button with a menu. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "./button";
import type { IconName } from "./icons";

interface MenuProps {
  label: string;
  action: string;
  disabled?: boolean;
  icon?: IconName;
  class?: string;
  children: ComponentChildren;
}

export function Menu({ label, action, disabled = false, icon = "down", children, ...rest }: MenuProps) {
  const open = useSignal(false);
  const root = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (!open.value) return;
    items(root.current!)[0]?.focus();
    const outside = (event: Event) => {
      if (!event.composedPath().includes(root.current!)) open.value = false;
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open.value]);
  useEffect(() => {
    if (disabled) open.value = false;
  }, [disabled]);
  const close = () => {
    open.value = false;
    root.current!.querySelector("button")!.focus();
  };
  const key = (event: KeyboardEvent) => {
    const all = items(root.current!);
    const at = all.indexOf(event.target as HTMLElement);
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") all[(at + 1) % all.length]?.focus();
    else if (event.key === "ArrowUp") all.at(at - 1)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span class={`agw-menu ${rest.class ?? ""}`} ref={root}>
      <Button
        icon={icon}
        class="agw-button agw-menu-opener"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        action={action}
        disabled={disabled}
        onClick={() => (open.value = !open.value)}
      />
      {open.value && !disabled && (
        <div class="agw-menu-list" role="menu" aria-label={label} onKeyDown={key} onClick={close}>
          {children}
        </div>
      )}
    </span>
  );
}

interface MenuItemProps {
  action: string;
  hint?: string;
  disabled?: boolean;
  onPick: () => void;
  children: ComponentChildren;
}

export function MenuItem({ action, hint, disabled = false, onPick, children }: MenuItemProps) {
  return (
    <button
      type="button"
      role="menuitem"
      class="agw-menu-item"
      data-action={action}
      // Not `disabled`: its hint, which says why, has to be reached.
      aria-disabled={disabled || undefined}
      onClick={disabled ? undefined : onPick}
    >
      {children}
      {hint && <small>{hint}</small>}
    </button>
  );
}

function items(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>("[role=menuitem]")];
}
