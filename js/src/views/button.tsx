/** A button with an icon, and `data-action` for tests of users. */

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
