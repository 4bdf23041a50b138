const MIN_DIGITS = 13;
const MAX_DIGITS = 19;

/** Digits in groups, as people write long numbers: parted by a blank, a dot or a hyphen, or two of them. */
const GROUPED = /\d+(?:[\s.-]{1,2}\d+)*/g;

/** A run of digits between two letters, as in the times that tokens of gateways hold: no card number is written so. */
const WITHIN_A_WORD = /(?<=\p{L})\d+(?=\p{L})/gu;

/** A UUID may hold that many digits in a row by chance; no card number has its form. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Tells whether a text holds something that passes for a card number (ISO/IEC 7812: up to 19 digits, Luhn's check). */
export function holdsCardNumber(text: string): boolean {
  if (UUID.test(text)) return false;
  return [...text.replace(WITHIN_A_WORD, "").matchAll(GROUPED)].some(([grouped]) =>
    holdsCard(grouped.match(/\d+/g)!),
  );
}

/** Looks at all neighbouring groups: a number before the card's, or its expiry date behind, must not hide it. */
function holdsCard(groups: readonly string[]): boolean {
  return groups.some((_, first) => {
    let digits = "";
    for (let next = first; next < groups.length && digits.length < MAX_DIGITS; next++) {
      digits += groups[next];
      if (digits.length >= MIN_DIGITS && digits.length <= MAX_DIGITS && passesLuhn(digits)) return true;
    }
    return false;
  });
}

function passesLuhn(digits: string): boolean {
  let total = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits.at(-1 - place));
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    total += doubled > 9 ? doubled - 9 : doubled;
  }
  return total % 10 === 0;
}
