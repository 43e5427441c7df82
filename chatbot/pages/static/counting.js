// The receipt's last step: counting what is ticked, now or later. What is sent is the pass and the measures, in a body
// of fixed size, and nothing of the conversation.

import { ABLE, furnishExchange } from "./exchange.js";
import { drawMoment, reasonToWait } from "./later.js";
import { COUNT, postPadded } from "./padded.js";
import { parseToken } from "./pass-making.js";
import { pocket, today } from "./pocket.js";
import { fetchRecord, issuedIn, unitNames } from "./record.js";
import { Steps } from "./steps.js";
import { furnishWaiting } from "./waiting.js";
import { asWindow, chance } from "./window.js";

const known = new WeakSet();

export function furnishCounting() {
  for (const root of document.querySelectorAll('[data-part="counting"]')) {
    if (known.has(root)) continue;
    known.add(root);
    new Receipt(root).start();
  }
}

class Receipt {
  constructor(root) {
    this.root = root;
    this.steps = new Steps(root);
    this.refused = null;
    this.busy = false;
  }

  start() {
    this.root.addEventListener("pass", () => this.choose({ focus: true }));
    this.root.addEventListener("click", (event) => {
      const act = event.target.closest("[data-act]");
      if (!act || act.closest("[data-part]") !== this.root) return;
      const acts = { now: () => this.now(), later: () => this.later(), cancel: () => this.cancel() };
      acts[act.dataset.act]?.();
    });
    this.choose({ focus: false });
  }

  get pass() {
    const pass = pocket.pass;
    return pass === null || pass.token === this.refused ? null : pass;
  }

  async choose({ focus }) {
    const pass = ABLE ? this.pass : null;
    const expired = pass !== null && parseToken(pass.token)?.term !== asWindow().term;
    if (pass === null || expired) {
      furnishExchange();
      this.steps.show("needed", { focus: false });
      if (expired) this.steps.say("expired");
      return;
    }
    this.steps.say(null);
    const { unit, term } = parseToken(pass.token);
    // Asked before the choice is shown: nothing must change places under a finger.
    const record = await fetchRecord().catch(() => null);
    this.order(pass, record === null ? null : issuedIn(record, unit, term));
    this.steps.show("choose", { focus });
    this.steps.put("unit", pass.name ?? unit);
    if (!pass.name) this.steps.put("unit", (await unitNames())[unit] ?? unit);
  }

  // The better choice comes first, and looks it.
  order(pass, issued) {
    const { ends, least } = asWindow();
    const possible = drawMoment(Date.now(), ends, 0) !== null;
    const facts = { obtained: pass.obtained, today: today(), fresh: pass.fresh, issued, least, left: ends - Date.now() };
    const better = possible ? reasonToWait(facts) : null;
    const [later] = this.steps.own('[data-choice="later"]');
    const [now] = this.steps.own('[data-choice="now"]');
    later.hidden = !possible;
    const [first, second] = better === null ? [now, later] : [later, now];
    first.parentElement.prepend(first, second);
    first.querySelector("button").classList.remove("quiet");
    second.querySelector("button").classList.add("quiet");
    for (const line of this.steps.own("[data-better]")) line.hidden = line.dataset.better !== better;
    for (const piece of this.steps.own("[data-fresh]")) piece.hidden = !pass.fresh || pocket.isKept;
  }

  async now() {
    if (this.busy) return;
    this.busy = true;
    this.steps.say(null);
    const { token } = this.pass;
    const said = await postPadded(COUNT, { pass: token, measures: this.ticked() }).catch(() => ({ outcome: "network" }));
    this.busy = false;
    if (said.outcome === "counted") return this.done("counted");
    if (said.outcome !== "credential") return this.steps.say(said.outcome);
    this.refused = token;
    await this.choose({ focus: false });
    return this.steps.say("credential");
  }

  later() {
    const { window, ends } = asWindow();
    const due = drawMoment(Date.now(), ends, chance());
    if (due === null) return this.choose({ focus: true });
    const { token } = this.pass;
    const before = pocket.waiting;
    const same = before !== null && before.token === token && before.window === window;
    const measures = [...new Set([...(same ? before.measures : []), ...this.ticked()])];
    if (!pocket.wait({ token, measures, window, ends, due })) return this.steps.say("no_storage");
    furnishWaiting();
    return this.done("waiting");
  }

  cancel() {
    pocket.stopWaiting();
    furnishWaiting();
    for (const piece of document.querySelectorAll("[data-receipt]")) piece.hidden = false;
    this.choose({ focus: true });
  }

  done(step) {
    const lines = [...document.querySelectorAll("#receipt .line:has(input:checked) .mine")];
    for (const place of this.steps.own(`[data-step="${step}"] [data-lines]`)) {
      place.replaceChildren(...lines.map((line) => asItem(line.textContent)));
      place.hidden = lines.length === 0;
    }
    for (const place of this.steps.own(`[data-step="${step}"] [data-nothing]`)) place.hidden = lines.length > 0;
    for (const piece of document.querySelectorAll("[data-receipt]")) piece.hidden = true;
    this.steps.show(step);
    window.scrollTo(0, 0);
  }

  ticked() {
    return [...document.querySelectorAll("#receipt [name=measure]:checked")].map((box) => box.value);
  }
}

function asItem(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}
