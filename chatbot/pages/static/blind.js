// RSA blind signatures, the client's half: RFC 9474, all four variants with SHA-384. The twin of blind_rsa.py.
// The browser blinds, the server signs what it cannot read, the browser unblinds and verifies. Hashing and the
// verification are WebCrypto's; the few big numbers are BigInt's. Nothing here is called with a secret key.

import { fromBase64url, toBase64url } from "./base64url.js";

export const RANDOMIZED = { name: "RSABSSA-SHA384-PSS-Randomized", saltBytes: 48, prefixBytes: 32 };
export const VARIANTS = [
  RANDOMIZED,
  { name: "RSABSSA-SHA384-PSSZERO-Randomized", saltBytes: 0, prefixBytes: 32 },
  { name: "RSABSSA-SHA384-PSS-Deterministic", saltBytes: 48, prefixBytes: 0 },
  { name: "RSABSSA-SHA384-PSSZERO-Deterministic", saltBytes: 0, prefixBytes: 0 },
];

const EXPONENT = 65537n;
const EXPONENT_TEXT = "AQAB";
const DIGEST_BYTES = 48;
const PSS_TRAILER = 0xbc;

// A step was refused. The sentence never changes.
export class BlindSignatureError extends Error {
  constructor() {
    super("This blind signature cannot be made or does not hold.");
    this.name = "BlindSignatureError";
  }
}

// The public key whose modulus is the base64url text `modulus` (first byte not zero, odd); the exponent is 65537.
export function publicKey(modulus) {
  const bytes = fromBase64url(modulus);
  if (bytes === null || bytes[0] === 0 || bytes[bytes.length - 1] % 2 === 0) throw new BlindSignatureError();
  const number = toNumber(bytes);
  return { modulus: number, text: modulus, bytes: bytes.length, bits: number.toString(2).length };
}

// The message to be signed: `message` after its random prefix, drawn when none is given.
export function prepare(message, prefix, variant = RANDOMIZED) {
  const drawn = prefix ?? random(variant.prefixBytes);
  if (drawn.length !== variant.prefixBytes) throw new BlindSignatureError();
  return joined(drawn, message);
}

// Blind `prepared` under `key`: `message` goes to the signer, `inverse` stays here. `salt` and `factor` are drawn
// when they are not given; a factor is an invertible BigInt of [1, n).
export async function blind(key, prepared, { salt, factor, variant = RANDOMIZED } = {}) {
  const n = key.modulus;
  const drawn = salt ?? random(variant.saltBytes);
  if (drawn.length !== variant.saltBytes) throw new BlindSignatureError();
  const encoded = toNumber(await pssEncoded(prepared, drawn, key.bits - 1));
  // The RFC asks that the encoding be invertible too; one that is not would give the key away.
  inverted(encoded, n);
  const blinding = factor ?? randomBelow(key);
  if (blinding < 1n || blinding >= n) throw new BlindSignatureError();
  const message = toBytes((encoded * power(blinding, EXPONENT, n)) % n, key.bytes);
  return { message, inverse: inverted(blinding, n) };
}

// Unblind `blindSignature` into a signature of `prepared` that verifies; throws when it does not.
export async function finalize(key, prepared, blindSignature, inverse, variant = RANDOMIZED) {
  if (blindSignature.length !== key.bytes) throw new BlindSignatureError();
  const signature = toBytes((toNumber(blindSignature) * inverse) % key.modulus, key.bytes);
  if (!(await verify(key, prepared, signature, variant))) throw new BlindSignatureError();
  return signature;
}

// Whether `signature` is an RSA-PSS signature of `prepared` under `key`.
export async function verify(key, prepared, signature, variant = RANDOMIZED) {
  const jwk = { kty: "RSA", n: key.text, e: EXPONENT_TEXT };
  const scheme = { name: "RSA-PSS", hash: "SHA-384" };
  const imported = await crypto.subtle.importKey("jwk", jwk, scheme, false, ["verify"]);
  return crypto.subtle.verify({ name: "RSA-PSS", saltLength: variant.saltBytes }, imported, signature, prepared);
}

// The big-endian number that `bytes` write.
export function toNumber(bytes) {
  return BigInt("0x00" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""));
}

function toBytes(number, length) {
  const digits = number.toString(16).padStart(2 * length, "0");
  return Uint8Array.from({ length }, (_, place) => parseInt(digits.slice(2 * place, 2 * place + 2), 16));
}

function power(base, exponent, modulus) {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === "1") result = (result * base) % modulus;
  }
  return result;
}

// Euclid's algorithm, kept to one of its two coefficients; throws when there is no inverse.
function inverted(number, modulus) {
  let [larger, smaller] = [modulus, number];
  let [before, coefficient] = [0n, 1n];
  while (smaller > 0n) {
    const quotient = larger / smaller;
    [larger, smaller] = [smaller, larger - quotient * smaller];
    [before, coefficient] = [coefficient, before - quotient * coefficient];
  }
  if (larger !== 1n) throw new BlindSignatureError();
  return before < 0n ? before + modulus : before;
}

// EMSA-PSS-ENCODE (RFC 8017, section 9.1.1) with SHA-384 into `bits` bits.
async function pssEncoded(message, salt, bits) {
  const length = Math.ceil(bits / 8);
  if (length < DIGEST_BYTES + salt.length + 2) throw new BlindSignatureError();
  const digest = await sha384(joined(new Uint8Array(8), await sha384(message), salt));
  const block = new Uint8Array(length - DIGEST_BYTES - 1);
  block[block.length - salt.length - 1] = 1;
  block.set(salt, block.length - salt.length);
  const mask = await masked(digest, block.length);
  for (const place of block.keys()) block[place] ^= mask[place];
  block[0] &= 0xff >> (8 * length - bits);
  return joined(block, digest, Uint8Array.of(PSS_TRAILER));
}

// MGF1 with SHA-384 (RFC 8017, appendix B.2.1), for the at most 255 blocks that a modulus can need.
async function masked(seed, length) {
  const counts = Array.from({ length: Math.ceil(length / DIGEST_BYTES) }, (_, count) => count);
  const blocks = await Promise.all(counts.map((count) => sha384(joined(seed, Uint8Array.of(0, 0, 0, count)))));
  return joined(...blocks).slice(0, length);
}

async function sha384(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-384", bytes));
}

function random(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}

// Uniform on [1, n): drawn again until it falls there, as it does at least every other time.
function randomBelow(key) {
  for (;;) {
    const drawn = random(key.bytes);
    drawn[0] &= 0xff >> (8 * key.bytes - key.bits);
    const number = toNumber(drawn);
    if (number >= 1n && number < key.modulus) return number;
  }
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}
