import { useWords } from "../i18n/language.js";

interface FilterProps {
  /** The prices as they are written. */
  prices: readonly string[];
  /** The tier of each price, in the same order. */
  tiers: readonly number[];
  /** The chosen tier. Null: all prices. */
  chosen: number | null;
  onChoose: (tier: number | null) => void;
}

/** Chooses one price, or all. It is the legend of the colours as well. With fewer than two prices it is not shown. */
export function PriceFilter({ prices, tiers, chosen, onChoose }: FilterProps) {
  const { words } = useWords();
  if (prices.length < 2) return null;
  const option = (tier: number | null, label: string) => (
    <label class={tier === null ? "option" : `option tier-${tier % 6}`}>
      <input type="radio" name="price" checked={chosen === tier} onChange={() => onChoose(tier)} />
      {tier !== null && <span class="swatch" />}
      {label}
    </label>
  );
  return (
    <fieldset class="filter">
      <legend>{words.venue.filter}</legend>
      {option(null, words.venue.allPrices)}
      {prices.map((price, index) => option(tiers[index]!, price))}
    </fieldset>
  );
}
