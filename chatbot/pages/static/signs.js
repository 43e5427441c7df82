// Codes that people copy by hand: 31 signs that no hand and no font confuses, the last one a check. The twin of
// signals/contributions/invitations.py, where the reasons are.

export const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

const GROUP = 5;
const LONGEST_TYPED = 64;
const IGNORED = /[-–—‐‑.· \t\r\n\u00a0\u202f]/g;

// `count` signs drawn by chance, each equally likely.
export function drawSigns(count) {
  const even = 256 - (256 % ALPHABET.length);
  let signs = "";
  while (signs.length < count) {
    const [byte] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < even) signs += ALPHABET[byte % ALPHABET.length];
  }
  return signs;
}

// `signs` with the check sign that they call for.
export function checked(signs) {
  return signs + checkSign(signs);
}

// A whole code as it is given to a person: in groups of five.
export function grouped(whole) {
  return whole.match(new RegExp(`.{1,${GROUP}}`, "g")).join("-");
}

// The `count` signs of the code `typed`, and the check sign after them; null when it is mistyped.
export function readSigns(typed, count) {
  if (typed.length > LONGEST_TYPED) return null;
  const whole = typed.toUpperCase().replace(IGNORED, "");
  if (whole.length !== count + 1 || [...whole].some((sign) => !ALPHABET.includes(sign))) return null;
  return checked(whole.slice(0, count)) === whole ? whole : null;
}

function checkSign(signs) {
  const total = [...signs].reduce((sum, sign, place) => sum + (place + 1) * ALPHABET.indexOf(sign), 0);
  return ALPHABET[total % ALPHABET.length];
}
