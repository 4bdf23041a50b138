import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

const listeners = new Set<() => void>();

/** Goes to another page of the shop. */
export function navigate(path: string): void {
  history.pushState(null, "", path);
  for (const listener of listeners) listener();
}

/** The present path. Renders again when it changes. */
export function usePath(): string {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const changed = () => setPath(location.pathname);
    listeners.add(changed);
    addEventListener("popstate", changed);
    return () => {
      listeners.delete(changed);
      removeEventListener("popstate", changed);
    };
  }, []);
  return path;
}

/**
 * Matches a path with a pattern such as `/p/:id`. A slash at the end of the path does not matter.
 * @returns the decoded parts by their names in the pattern, or null if the path does not match or cannot be decoded.
 */
export function match(pattern: string, path: string): Record<string, string> | null {
  const names = pattern.split("/");
  const parts = path.replace(/(.)\/$/, "$1").split("/");
  if (names.length !== parts.length) return null;
  const found: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const part = decoded(parts[index]!);
    if (part === null) return null;
    if (name.startsWith(":")) found[name.slice(1)] = part;
    else if (name !== part) return null;
  }
  return found;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

interface LinkProps {
  to: string;
  class?: string;
  isCurrent?: boolean;
  /** False for a link that only a pointer is to use. */
  isInTabOrder?: boolean;
  children: ComponentChildren;
}

/** A link to another page of the shop. A click with a modifier key is left to the browser, which may open a tab. */
export function Link({ to, class: className, isCurrent, isInTabOrder = true, children }: LinkProps) {
  function follow(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    navigate(to);
  }
  return (
    <a
      href={to}
      class={className}
      tabindex={isInTabOrder ? undefined : -1}
      aria-current={isCurrent ? "page" : undefined}
      onClick={follow}
    >
      {children}
    </a>
  );
}

export const paths = {
  performances: "/",
  performance: (id: string) => `/p/${encodeURIComponent(id)}`,
  seats: (id: string, block: string) => `/p/${encodeURIComponent(id)}/${encodeURIComponent(block)}`,
  pay: (bookingId: string) => `/pay/${encodeURIComponent(bookingId)}`,
  bookings: "/bookings",
  house: (id: string) => `/house/${encodeURIComponent(id)}`,
} as const;
