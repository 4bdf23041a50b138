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
  // A formatter is made when it is needed, and then kept: to make one takes much longer than to use it.
  const numbers = remembered(() => new Intl.NumberFormat(locale));
  const percents = remembered(() => new Intl.NumberFormat(locale, { style: "percent" }));
  const lists = remembered(() => new Intl.ListFormat(locale));
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
        // The time zone is named only if it is not the reader's.
        timeZoneName: timeZone === Intl.DateTimeFormat().resolvedOptions().timeZone ? undefined : "short",
      }),
  );
  return {
    money(amount, currency) {
      // In Korean, sums in won are written with 원.
      if (locale === "ko" && currency === "KRW") return `${numbers().format(amount)}원`;
      const { format, unit } = currencies(currency);
      return format.format(amount / unit);
    },
    number: (value) => numbers().format(value),
    percent: (share) => percents().format(share),
    time: (instant, timeZone) => times(timeZone).format(new Date(instant)),
    // In Korean the browser would join with a word for "and" that is used in laws and forms.
    list: (items) => (locale === "ko" ? items.join(", ") : lists().format(items)),
  };
}

function remembered<T>(make: (key: string) => T): (key?: string) => T {
  const made = new Map<string, T>();
  return (key = "") => {
    let value = made.get(key);
    if (value === undefined) made.set(key, (value = make(key)));
    return value;
  };
}
