/** A button: its text says to readers what it does, its action says so to users' tests. */

import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { Icon, type IconName } from "./icons";

interface ButtonProps extends Omit<ButtonHTMLAttributes, "action" | "icon"> {
  class?: string | undefined;
  action?: string;
  icon?: IconName;
  children?: ComponentChildren;
}

export function Button({ action, icon, children, ...attributes }: ButtonProps) {
  return (
    <button type="button" class="agw-button" data-action={action} {...attributes}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}
