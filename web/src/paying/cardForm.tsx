import { useState } from "preact/hooks";
import { useLaterWords } from "../i18n/laterLanguage.js";
import { TEST_CARDS } from "../i18n/laterWords.js";
import type { MethodProps } from "./methods.js";

/** The form of the simulated gateway. It offers the gateway's test tokens by name, and asks for no card number. */
export function CardForm({ sum, isDisabled, isPaying, onPay }: MethodProps) {
  const { later } = useLaterWords();
  const [token, setToken] = useState<string>(TEST_CARDS[0]);
  const [cvv, setCvv] = useState("");
  const [isWrong, setWrong] = useState(false);
  const { pay } = later;

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const isValid = /^\d{3,4}$/.test(cvv);
    setWrong(!isValid);
    if (isValid) onPay({ paymentMethodToken: token, cvv });
    else {
      const input = (event.currentTarget as HTMLFormElement).querySelector("input");
      input?.focus();
      // What is wrong is said below the input.
      input?.scrollIntoView({ block: "center" });
    }
  }

  return (
    <form class="form" noValidate onSubmit={submit}>
      <label for="card">{pay.testCard}</label>
      <select
        id="card"
        value={token}
        disabled={isDisabled}
        onChange={(event) => setToken(event.currentTarget.value)}
      >
        {TEST_CARDS.map((card) => (
          <option key={card} value={card}>
            {pay.cards[card]} ({card})
          </option>
        ))}
      </select>
      <label for="cvv">{pay.cvv}</label>
      <input
        id="cvv"
        inputMode="numeric"
        autoComplete="off"
        maxLength={4}
        value={cvv}
        disabled={isDisabled}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? "cvv-wrong cvv-hint" : "cvv-hint"}
        onInput={(event) => setCvv(event.currentTarget.value)}
      />
      {isWrong && (
        <p id="cvv-wrong" class="wrong" role="alert">
          {pay.cvvWrong}
        </p>
      )}
      <p id="cvv-hint" class="quiet">
        {pay.cvvHint}
      </p>
      <button type="submit" class="main" disabled={isDisabled}>
        {isPaying ? pay.paying : pay.pay(sum)}
      </button>
      <p class="quiet">{pay.noCardNumber}</p>
    </form>
  );
}
