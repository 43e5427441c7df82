// An honest hint on a passphrase, not a mark: what can be said without knowing how it was chosen. Pure. Gives the
// name of a sentence: "short", "plain" (what a program tries first), "fair" or "long".

import { LEAST_SIGNS } from "./journal-vault.js";

const LONG = 20;
const LEAST_DIFFERENT = 6;
const TRIED_FIRST = /^(.{1,4})\1+$|^\d+$|azerty|qwerty|password|motdepasse|mot de passe|123456|abcdef|soleil|bonjour/i;

export function signsOf(passphrase) {
  return [...passphrase.normalize("NFC")].length;
}

export function hintOn(passphrase) {
  const signs = signsOf(passphrase);
  if (signs < LEAST_SIGNS) return "short";
  if (new Set(passphrase.toLowerCase()).size < LEAST_DIFFERENT || TRIED_FIRST.test(passphrase)) return "plain";
  return signs >= LONG && passphrase.trim().split(/[\s-]+/).length >= 3 ? "long" : "fair";
}
