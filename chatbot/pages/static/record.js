// The public record as this browser reads it, and the checks that a key must pass before anything is blinded for it.

import { askJson } from "./json-answer.js";
import { readKeyList } from "./key-list.js";

// The key cannot be trusted; `reason` names the sentence that says why: "list", "pinned", "remembered" or "key".
export class KeyRefused extends Error {
  constructor(reason) {
    super(`The key is refused: ${reason}.`);
    this.name = "KeyRefused";
    this.reason = reason;
  }
}

// The record; throws NoAnswer.
export async function fetchRecord() {
  return askJson("/passes.json");
}

// The names of the units by id; nothing when they cannot be had, for they are only there to be read.
export async function unitNames() {
  return askJson("/passes/units.json").catch(() => ({}));
}

// The key of `unit` in `term` and the head of the list it stands in: { modulus, head }. `pinned` is the beginning of
// the digest that the invitation's link names, `remembered` the head that this browser keeps; each may be null.
// Throws KeyRefused.
export async function trustedKey(record, { unit, term, pinned, remembered }) {
  const bodies = record.key_list;
  const list = await readKeyList(bodies, { rememberedHead: remembered }).catch((error) => {
    throw new KeyRefused(error.name === "KeyListReplaced" ? "remembered" : "list");
  });
  const modulus = list.keyOf(unit, term);
  if (modulus === null) throw new KeyRefused("key");
  // The link was written when the key stood in the list: an entry added since cannot be the one that it vouches for.
  if (pinned !== null && !(await upTo(bodies, pinned)).some((body) => gives(body, unit, term))) {
    throw new KeyRefused("pinned");
  }
  return { modulus, head: list.head };
}

// How many passes `unit` has in `term`, null when the record does not say yet.
export function issuedIn(record, unit, term) {
  return record.counts.find((counts) => counts.unit === unit && counts.term === term)?.issued ?? null;
}

// The entries up to the one whose digest begins like `pinned`; none when there is no such entry.
async function upTo(bodies, pinned) {
  for (const [place, body] of bodies.entries()) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body)));
    const written = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (written.startsWith(pinned)) return bodies.slice(0, place + 1);
  }
  return [];
}

function gives(body, unit, term) {
  const entry = JSON.parse(body);
  return entry.term === term && entry.keys.some((key) => key.unit === unit);
}
