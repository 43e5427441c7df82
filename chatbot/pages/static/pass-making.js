// Making a pass: a recovery seed, everything that is derived from it, the blinded request, the finished token.
// The twin of signals/contributions/pass_making.py: the same code and seed give the same request, to the byte, so
// that a request whose answer was lost can be made again. Nothing here is stored or sent; that is the page's choice.

import { fromBase64url, toBase64url } from "./base64url.js";
import { BlindSignatureError, RANDOMIZED, blind, finalize, publicKey, toNumber, verify } from "./blind.js";
import { TERM, UNIT } from "./key-list.js";
import { checked, drawSigns, grouped, readSigns } from "./signs.js";

const CODE_SIGNS = 19;
const SEED_SIGNS = 26;
const PREPARED_BYTES = 64;
const SIGNATURE_BYTES = 384;
// 16 bytes more than a modulus of 3,072 bits: the remainder is then as good as uniform.
const FACTOR_BYTES = 400;
const LONGEST_TOKEN = 681;

// The invitation or the recovery seed is mistyped; `part` says which ("code" or "seed").
export class MistypedError extends Error {
  constructor(part) {
    super("The invitation or the recovery code is mistyped.");
    this.name = "MistypedError";
    this.part = part;
  }
}

// A fresh recovery seed of 128 bits, written in groups of five signs, the check sign last.
export function drawSeed() {
  return grouped(checked(drawSigns(SEED_SIGNS)));
}

// The seed `typed`, as drawSeed writes it; null when it is mistyped.
export function readSeed(typed) {
  const whole = readSigns(typed, SEED_SIGNS);
  return whole === null ? null : grouped(whole);
}

// The invitation code `typed`, in groups of five; null when it is mistyped. Asks nobody.
export function readCode(typed) {
  const whole = readSigns(typed, CODE_SIGNS);
  return whole === null ? null : grouped(whole);
}

// The request that exchanges an invitation for a pass. `modulus` is the unit's published key (base64url). Gives
// `blinded`, the bytes to send, and `finish(blindSignature)`, which makes the token from the bytes of the answer
// or throws BlindSignatureError when the published key of the unit did not sign exactly this request.
export async function makeRequest({ code, unit, term, modulus, seed }) {
  const key = publicKey(modulus);
  const { prepared, salt, factor } = await derive(code, unit, term, seed);
  const { message, inverse } = await blind(key, prepared, { salt, factor: factor % key.modulus });
  return {
    blinded: message,
    async finish(blindSignature) {
      return writeToken({ unit, term, prepared, signature: await finalize(key, prepared, blindSignature, inverse) });
    },
  };
}

// HKDF-SHA-384 (RFC 5869) of the seed's signs; the invitation is the salt, unit and term the context.
async function derive(code, unit, term, seed) {
  const wholeCode = readSigns(code, CODE_SIGNS);
  if (wholeCode === null) throw new MistypedError("code");
  const wholeSeed = readSigns(seed, SEED_SIGNS);
  if (wholeSeed === null) throw new MistypedError("seed");
  if (!UNIT.test(unit) || !TERM.test(term)) throw new BlindSignatureError();
  const salt = await crypto.subtle.digest("SHA-256", ascii(`havre invitation 1\0${wholeCode}`));
  const info = ascii(`havre pass 1 ${unit} ${term}`);
  const source = await crypto.subtle.importKey("raw", ascii(wholeSeed.slice(0, SEED_SIGNS)), "HKDF", false, ["deriveBits"]);
  const length = PREPARED_BYTES + RANDOMIZED.saltBytes + FACTOR_BYTES;
  const drawn = new Uint8Array(
    await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-384", salt, info }, source, 8 * length),
  );
  const factorAt = PREPARED_BYTES + RANDOMIZED.saltBytes;
  return {
    prepared: drawn.slice(0, PREPARED_BYTES),
    salt: drawn.slice(PREPARED_BYTES, factorAt),
    factor: toNumber(drawn.slice(factorAt)),
  };
}

// The written form of a pass, which travels: `unit~term~prepared~signature`.
export function writeToken({ unit, term, prepared, signature }) {
  return [unit, term, toBase64url(prepared), toBase64url(signature)].join("~");
}

// What a token says, its signature not yet looked at; null when it is no token.
export function parseToken(token) {
  const parts = token.length > LONGEST_TOKEN ? [] : token.split("~");
  if (parts.length !== 4) return null;
  const [unit, term] = parts;
  const [prepared, signature] = parts.slice(2).map(fromBase64url);
  const sound = UNIT.test(unit) && TERM.test(term);
  if (!sound || prepared?.length !== PREPARED_BYTES || signature?.length !== SIGNATURE_BYTES) return null;
  return { unit, term, prepared, signature };
}

// Whether `token` is a pass that the published key `modulus` of its unit signed.
export async function verifyToken(token, modulus) {
  const parsed = parseToken(token);
  return parsed !== null && verify(publicKey(modulus), parsed.prepared, parsed.signature);
}

function ascii(text) {
  return new TextEncoder().encode(text);
}
