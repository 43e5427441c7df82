// The declaration that waits for its moment: shown discreetly on every page, to be cancelled there, and sent when its
// moment has come and a page of ours is open.

import { whatToDo } from "./later.js";
import { COUNT, postPadded } from "./padded.js";
import { parseToken } from "./pass-making.js";
import { pocket } from "./pocket.js";
import { fetchRecord, issuedIn } from "./record.js";
import { Steps } from "./steps.js";
import { asDay, asWindow } from "./window.js";

const EVERY = 5 * 60_000;

let sending = false;

export function armWaiting() {
  document.addEventListener("click", (event) => {
    if (!event.target.closest('[data-part="waiting"] [data-act="cancel"]')) return;
    pocket.stopWaiting();
    tell("cancelled");
  });
  window.setInterval(sendIfDue, EVERY);
  document.addEventListener("visibilitychange", () => document.hidden || sendIfDue());
  sendIfDue();
}

export function furnishWaiting() {
  const waiting = pocket.waiting;
  const root = document.querySelector('[data-part="waiting"]');
  if (!root) return;
  root.hidden = waiting === null;
  root.querySelector("[data-act]").hidden = waiting === null;
  if (waiting === null) return;
  const steps = new Steps(root);
  steps.put("line", steps.sentence("waits", { day: asDay(waiting.ends - 1, document.documentElement.lang) }));
}

// Send what waits, when it may be sent; anything that goes wrong is tried again later.
export async function sendIfDue() {
  const waiting = pocket.waiting;
  if (waiting === null || sending) return;
  sending = true;
  try {
    await settle(waiting);
  } catch {
    // No answer: it waits on.
  } finally {
    sending = false;
  }
}

async function settle(waiting) {
  const { window, least } = asWindow();
  const about = parseToken(waiting.token);
  const facts = { now: Date.now(), window, least, issued: Infinity };
  if (about === null || whatToDo(waiting, facts) === "drop") return end("dropped");
  if (whatToDo(waiting, facts) === "wait") return undefined;
  const issued = issuedIn(await fetchRecord(), about.unit, about.term);
  if (whatToDo(waiting, { ...facts, issued }) !== "send" || pocket.waiting?.due !== waiting.due) return undefined;
  const { outcome } = await postPadded(COUNT, { pass: waiting.token, measures: waiting.measures });
  if (outcome === "counted") return end("sent");
  if (outcome === "credential" || outcome === "closed") return end("dropped");
  return undefined;
}

function end(sentence) {
  pocket.stopWaiting();
  tell(sentence);
}

// Say one sentence in the discreet line of the page.
export function tell(sentence) {
  const root = document.querySelector('[data-part="waiting"]');
  if (!root) return;
  const steps = new Steps(root);
  root.hidden = false;
  root.querySelector("[data-act]").hidden = true;
  steps.put("line", steps.sentence(sentence));
}
