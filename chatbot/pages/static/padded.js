// Bodies of one size: whoever watches the network sees every length and learns nothing from it. The sizes are those
// of chatbot/pages/padded.py.

import { askJson } from "./json-answer.js";

export const LOOK = { address: "/passes/look", asked: 1024, answered: 1024 };
export const SIGN = { address: "/passes/sign", asked: 2048, answered: 2048 };
export const COUNT = { address: "/count", asked: 4096, answered: 1024 };

// `fields` as JSON of exactly `size` bytes; a RangeError when they do not fit.
export function paddedBody(fields, size) {
  const bare = new TextEncoder().encode(JSON.stringify({ ...fields, pad: "" })).length;
  if (bare > size) throw new RangeError(`A request takes ${bare} bytes and may take ${size}.`);
  return JSON.stringify({ ...fields, pad: " ".repeat(size - bare) });
}

// Post `fields` to `place` (one of the above) and give what the server says; throws NoAnswer.
export async function postPadded(place, fields) {
  const body = paddedBody(fields, place.asked);
  return askJson(place.address, { method: "POST", body, headers: { "Content-Type": "application/json" } });
}
