/** 13 to 19 digits, alone or in groups parted by single spaces or hyphens, with no digit before or behind. */
const CANDIDATE = /(?<!\d)(?<!\d[ -])\d(?:[ -]?\d){12,18}(?![ -]?\d)/g;

/** A UUID may hold that many digits in a row by chance; no card number has its form. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Tells whether a text holds something that passes for a card number (ISO/IEC 7812: up to 19 digits, Luhn's check). */
export function holdsCardNumber(text: string): boolean {
  if (UUID.test(text)) return false;
  return [...text.matchAll(CANDIDATE)].some(([digits]) => passesLuhn(digits.replace(/\D/g, "")));
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
