const MIN_DIGITS = 13;
const MAX_DIGITS = 19;

/** Groups of digits, as people write long numbers, separated by one or two blanks, dots or hyphens. */
const GROUPED = /\d+(?:[\s.-]{1,2}\d+)*/g;

/** Digits between two letters, such as a time inside a gateway's token. They do not count as a card number. */
const WITHIN_A_WORD = /(?<=\p{L})\d+(?=\p{L})/gu;

/** A UUID does not count as a card number, although it may by chance contain as many digits. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Returns whether a text seems to contain a card number: 13 to 19 digits that pass Luhn's check (ISO/IEC 7812). */
export function holdsCardNumber(text: string): boolean {
  if (text.length < MIN_DIGITS || UUID.test(text)) return false;
  return [...text.replace(WITHIN_A_WORD, "").matchAll(GROUPED)].some(([grouped]) =>
    holdsCard(grouped.match(/\d+/g)!),
  );
}

/** Checks sequences of neighbouring groups, because another number may stand beside the card number. */
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
