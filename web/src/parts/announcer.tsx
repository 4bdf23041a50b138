import { useEffect, useState } from "preact/hooks";

let say: (text: string) => void = () => {};

/** After so long a sentence is taken away, in milliseconds, so that nobody reads it later as if it were news. */
const SAID_MS = 5_000;

/** Tells something to users of screen readers. An empty text takes away what was told and is not so any more. */
export function announce(text: string): void {
  say(text);
}

/** The live region. It stays on the page, because a region that is added with its text may not be read out. */
export function Announcer() {
  const [said, setSaid] = useState({ text: "", count: 0 });
  useEffect(() => {
    say = (text) => setSaid(({ count }) => ({ text, count: count + 1 }));
    return () => {
      say = () => {};
    };
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(({ count }) => ({ text: "", count })), SAID_MS);
    return () => clearTimeout(timer);
  }, [said.count]);
  return (
    <div role="status" aria-live="polite" class="unseen">
      {/* The key makes the same sentence be read out again. */}
      <p key={said.count}>{said.text}</p>
    </div>
  );
}
