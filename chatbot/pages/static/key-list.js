// The key list: the public key of every unit and term, in a chain that can only grow. A server that gave one person
// a key of their own could recognise that person's pass; so a browser takes no key that is not in the list, and no
// list but the one that the invitation's link names and that continues the one it saw before. The twin of
// signals/contributions/key_list.py.

import { fromBase64url } from "./base64url.js";

export const UNIT = /^[a-z0-9][a-z0-9._-]{0,63}$/;
export const TERM = /^[0-9]{4}-W[0-9]{2}-13w$/;

const KEY_BYTES = 384;
const FORMAT = 1;

// Why a list is refused. `name` is one of
//   KeyListUnreadable  an entry is not written as ours are
//   KeyListBroken      an entry does not follow the one before it
//   KeyListTwoKeys     a unit has two keys in one term
//   KeyListReplaced    the list does not continue the one that this browser saw before
//   KeyListNotPinned   the list does not hold the entry that the invitation's link names
// and `entry` the place of the entry, from 0, or null for the whole list.
export class KeyListError extends Error {
  constructor(name, entry = null) {
    super(entry === null ? `${name}.` : `${name}: entry ${entry}.`);
    this.name = name;
    this.entry = entry;
  }
}

// Check the list whose entries have the exact texts `bodies`, oldest first. `pinnedDigest` is the digest in the link
// of the invitation, `rememberedHead` the head that this browser kept of the last list it saw; each may be missing.
// Gives `head` (the digest to remember, null for an empty list), `keyOf(unit, term)` (the modulus in base64url, or
// null) and `contains(digest)`; throws KeyListError.
export async function readKeyList(bodies, { pinnedDigest = null, rememberedHead = null } = {}) {
  if (!Array.isArray(bodies)) throw new KeyListError("KeyListUnreadable");
  const keys = new Map();
  const digests = [];
  for (const [place, body] of bodies.entries()) {
    const entry = readEntry(body, place);
    if (entry.previous !== (digests.at(-1) ?? null)) throw new KeyListError("KeyListBroken", place);
    for (const { unit, modulus } of entry.keys) {
      const name = `${unit}~${entry.term}`;
      if (keys.has(name)) throw new KeyListError("KeyListTwoKeys", place);
      keys.set(name, modulus);
    }
    digests.push(await digestOf(body));
  }
  if (rememberedHead !== null && !digests.includes(rememberedHead)) throw new KeyListError("KeyListReplaced");
  if (pinnedDigest !== null && !digests.includes(pinnedDigest)) throw new KeyListError("KeyListNotPinned");
  return {
    head: digests.at(-1) ?? null,
    keyOf: (unit, term) => keys.get(`${unit}~${term}`) ?? null,
    contains: (digest) => digests.includes(digest),
  };
}

function readEntry(body, place) {
  const entry = parsed(body);
  if (entry === null || canonical(entry) !== body || !isSound(entry)) throw new KeyListError("KeyListUnreadable", place);
  return entry;
}

function parsed(body) {
  if (typeof body !== "string") return null;
  try {
    const entry = JSON.parse(body);
    return Array.isArray(entry.keys) ? entry : null;
  } catch {
    return null;
  }
}

// A text that says the same otherwise (a name twice, a name more, another order) might be read otherwise elsewhere.
function canonical({ keys, previous, term }) {
  const named = keys.map((key) => ({ modulus: key?.modulus, unit: key?.unit }));
  return JSON.stringify({ format: FORMAT, keys: named, previous, term });
}

function isSound({ keys, term }) {
  const units = keys.map((key) => key.unit);
  const inOrder = units.every((unit, place) => place === 0 || units[place - 1] <= unit);
  return TERM.test(term) && keys.length > 0 && inOrder && keys.every(isKey);
}

function isKey({ modulus, unit }) {
  const bytes = fromBase64url(modulus);
  const whole = bytes?.length === KEY_BYTES && bytes[0] >= 0x80 && bytes.at(-1) % 2 === 1;
  return whole && typeof unit === "string" && UNIT.test(unit);
}

async function digestOf(body) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
