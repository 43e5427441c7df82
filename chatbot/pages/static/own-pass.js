// The page of this browser's pass: takes one in from a QR code, checks it, shows it, forgets it.

import { ABLE } from "./exchange.js";
import { furnishHolding } from "./holding.js";
import { shelf } from "./journal-shelf.js";
import { dropNumbers, furnishKeep } from "./keep.js";
import { NoAnswer } from "./json-answer.js";
import { parseToken, verifyToken } from "./pass-making.js";
import { pocket, today } from "./pocket.js";
import { KeyRefused, fetchRecord, trustedKey, unitNames } from "./record.js";
import { Steps } from "./steps.js";
import { furnishWaiting } from "./waiting.js";
import { asWindow, lastDay } from "./window.js";

const known = new WeakSet();

export function armForget() {
  document.addEventListener("click", async (event) => {
    const asked = event.target.closest("[data-forget]")?.dataset.forget;
    if (asked === undefined) return;
    // A journal is asked about first: nobody could give it back.
    if (asked === "" && !shelf.isEmpty) return askAboutJournal();
    if (asked === "all") shelf.erase();
    pocket.forget();
    furnishWaiting();
    furnishForget();
    for (const root of document.querySelectorAll('[data-part="own"]')) new Steps(root).show("none", { focus: false });
    await dropNumbers();
    await furnishKeep();
    const status = document.querySelector("[data-forgotten]");
    status.textContent = shelf.isEmpty ? status.dataset.forgotten : status.dataset.keptJournal;
    return undefined;
  });
}

export function furnishForget() {
  const nothing = pocket.isEmpty && shelf.isEmpty;
  for (const piece of document.querySelectorAll("[data-pass-forget]")) piece.hidden = nothing;
  for (const question of document.querySelectorAll("[data-forget-journal]")) question.hidden = true;
}

function askAboutJournal() {
  const question = document.querySelector("[data-forget-journal]");
  question.hidden = false;
  question.focus();
}

export function furnishOwn() {
  for (const root of document.querySelectorAll('[data-part="own"]')) {
    if (known.has(root)) continue;
    known.add(root);
    start(root);
    window.addEventListener("hashchange", () => root.isConnected && start(root));
  }
}

function start(root) {
  const steps = new Steps(root);
  if (!ABLE) return steps.show("unable", { focus: false });
  // Some readers of QR codes write the separator of a pass otherwise than they read it.
  const token = window.location.hash.slice(1).replaceAll("%7E", "~");
  // The pass leaves the address bar at once.
  if (token) window.history.replaceState(null, "", window.location.pathname);
  if (token) return takeIn(root, steps, token);
  return showMine(steps);
}

async function takeIn(root, steps, token) {
  steps.show("checking", { focus: false });
  const about = parseToken(token);
  if (about === null) return refuse(steps, ["refused_torn"]);
  if (about.term !== asWindow().term) return refuse(steps, ["expired"]);
  const { unit, term } = about;
  try {
    const { modulus, head } = await trustedKey(await fetchRecord(), { unit, term, pinned: null, remembered: pocket.head });
    if (!(await verifyToken(token, modulus))) return refuse(steps, ["refused_forged"]);
    const name = (await unitNames())[unit] ?? unit;
    pocket.hold({ token, name, head, fresh: false, recovery: null, obtained: today() });
  } catch (error) {
    if (error instanceof NoAnswer) return refuse(steps, ["network"]);
    const reason = error instanceof KeyRefused ? error.reason : "list";
    return refuse(steps, [`refused_${reason}`, "refused_means", "refused_tell"], { contact: root.dataset.contact });
  }
  return showMine(steps);
}

function refuse(steps, sentences, values) {
  showMine(steps);
  steps.say(sentences, values);
}

async function showMine(steps) {
  const pass = pocket.pass;
  const about = pass && parseToken(pass.token);
  if (!about) return steps.show("none", { focus: false });
  const lang = document.documentElement.lang;
  steps.put("unit", pass.name ?? about.unit);
  steps.put("until", steps.sentence("until", { day: lastDay(about.term, lang) }));
  furnishHolding();
  furnishForget();
  steps.show("mine", { focus: false });
  if (about.term !== asWindow().term) steps.say("expired");
  if (!pass.name) steps.put("unit", (await unitNames())[about.unit] ?? about.unit);
  return undefined;
}
