import { useEffect, useRef, useState } from "preact/hooks";
import { useLaterWords } from "../i18n/laterLanguage.js";

interface CancelProps {
  isDisabled: boolean;
  isCancelling: boolean;
  onCancel: () => void;
}

/** Cancels a booking that is not paid. It asks once more, because somebody else may get the seats at once. */
export function CancelButton({ isDisabled, isCancelling, onCancel }: CancelProps) {
  const { later } = useLaterWords();
  const [isAsking, setAsking] = useState(false);
  const part = useRef<HTMLSpanElement>(null);
  const wasAsking = useRef(false);
  useEffect(() => {
    // The button that was pressed is gone. The focus goes to the last button. Pressing that cancels nothing yet.
    if (isAsking !== wasAsking.current)
      part.current?.querySelector<HTMLElement>("button:last-child")?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);
  const { cancel, cancelling, keep, sure, yes } = later.cancel;
  return (
    <span ref={part} class="actions">
      {isAsking ? (
        <>
          <span role="alert">{sure}</span>
          <button
            type="button"
            disabled={isDisabled}
            onClick={() => {
              setAsking(false);
              onCancel();
            }}
          >
            {yes}
          </button>
          <button type="button" onClick={() => setAsking(false)}>
            {keep}
          </button>
        </>
      ) : (
        <button
          type="button"
          disabled={isDisabled && !isCancelling}
          aria-disabled={isCancelling}
          onClick={() => setAsking(true)}
        >
          {isCancelling ? cancelling : cancel}
        </button>
      )}
    </span>
  );
}
