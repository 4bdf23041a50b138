import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useWords } from "../i18n/language.js";

interface PageProps {
  title: string;
  /** What stands above the title, such as a link back. */
  above?: ComponentChildren;
  class?: string;
  children: ComponentChildren;
}

let isFirst = true;

/**
 * A page with its title. When another page is opened, its title gets the focus, so that a keyboard goes on from there
 * and a screen reader says where the user is.
 */
export function Page({ title, above, class: className, children }: PageProps) {
  const { words } = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title === words.shop ? title : `${title} · ${words.shop}`;
  }, [title, words]);
  useLayoutEffect(() => {
    // The first page is opened by the browser, which puts the focus where its user expects it.
    if (!isFirst) {
      scrollTo(0, 0);
      // To focus makes the browser lay out the page. After a frame it has done that already.
      requestAnimationFrame(() => setTimeout(() => heading.current?.focus({ preventScroll: true })));
    }
    isFirst = false;
  }, []);
  return (
    <main id="main" class={className}>
      {above}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </main>
  );
}

/** A page whose content is on its way. */
export function LoadingPage() {
  const { words } = useWords();
  return (
    <main id="main" aria-busy="true">
      <p class="quiet">{words.loading}</p>
    </main>
  );
}
