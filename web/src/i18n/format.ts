/** Writes money, numbers, times and lists as they are written in one language. */
export interface Format {
  /** An amount in the currency's minor unit: 30000 is ₩30,000 or $300.00. */
  money: (amount: number, currency: string) => string;
  number: (value: number) => string;
  /** A share from 0 to 1. */
  percent: (share: number) => string;
  /** A moment by the venue's clock, such as `Sat, May 1, 2027, 7:30 PM`. */
  time: (instant: string, timeZone: string) => string;
  list: (items: readonly string[]) => string;
}

export function formatFor(locale: string): Format {
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: "percent" });
  const list = new Intl.ListFormat(locale);
  // Formatters are kept, because making one takes much longer than using it.
  const currencies = remembered((currency) => {
    const format = new Intl.NumberFormat(locale, {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
    });
    // Won have no digits after the point, dollars have two.
    return { format, unit: 10 ** (format.resolvedOptions().maximumFractionDigits ?? 0) };
  });
  const times = remembered(
    (timeZone) =>
      new Intl.DateTimeFormat(locale, {
        timeZone,
        weekday: "short",
        year: "numeric",
        month: "short",
        day: "numeric",
        hour: "numeric",
        minute: "2-digit",
      }),
  );
  return {
    money(amount, currency) {
      const { format, unit } = currencies(currency);
      return format.format(amount / unit);
    },
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    time: (instant, timeZone) => times(timeZone).format(new Date(instant)),
    // In Korean the browser would join with a word for "and" that is used in laws and forms.
    list: (items) => (locale === "ko" ? items.join(", ") : list.format(items)),
  };
}

function remembered<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) made.set(key, (value = make(key)));
    return value;
  };
}
