import { useEffect, useRef } from "preact/hooks";
import { useLaterWords } from "../i18n/laterLanguage.js";
import { announce } from "../parts/announcer.js";
import { digits, markPassed, useSecondsUntil } from "../time/countdown.js";

/** The time left to pay. It is also announced now and then: see `markPassed`. */
export function TimeLeft({ expiresAt, onOver }: { expiresAt: string; onOver: () => void }) {
  const { later } = useLaterWords();
  const left = useSecondsUntil(Date.parse(expiresAt))!;
  const before = useRef(left);
  useEffect(() => {
    const mark = markPassed(before.current, left);
    if (mark !== null) announce(later.pay.left(mark));
    before.current = left;
    if (left === 0) onOver();
  }, [left]);
  return (
    <p class={left <= 60 ? "time-left short" : "time-left"}>
      {later.pay.timeLeft} <strong role="timer">{digits(left)}</strong>
    </p>
  );
}
