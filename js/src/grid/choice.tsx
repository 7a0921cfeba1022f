/** One of several buttons of which one is pressed. */

import type { ButtonHTMLAttributes, ComponentChildren } from "preact";

interface ChoiceProps extends Omit<ButtonHTMLAttributes, "action"> {
  isChosen: boolean;
  action: string;
  children: ComponentChildren;
}

export function Choice({ isChosen, action, ...attributes }: ChoiceProps) {
  return <button type="button" aria-pressed={isChosen} data-action={action} {...attributes} />;
}

export function Choices({ label, children }: { label?: string; children: ComponentChildren }) {
  return (
    <span class="agw-grid-choice" role="group" aria-label={label}>
      {children}
    </span>
  );
}
