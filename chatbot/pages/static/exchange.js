// An invitation becomes a pass. The browser draws the pass, hides it (blinds it), has it signed, and checks the
// signature under the public key of its unit; the server sees an invitation and a number that means nothing.

import { fromBase64url, toBase64url } from "./base64url.js";
import { NoAnswer } from "./json-answer.js";
import { LOOK, SIGN, postPadded } from "./padded.js";
import { drawSeed, makeRequest, readCode, readSeed } from "./pass-making.js";
import { pocket, today } from "./pocket.js";
import { KeyRefused, fetchRecord, trustedKey } from "./record.js";
import { Steps } from "./steps.js";

const PAUSES = [400, 1600];
const FRAGMENT = /^#([0-9A-Za-z-]{10,64})(?:\.([0-9a-f]{16,64}))?$/;

export const ABLE = globalThis.crypto?.subtle !== undefined;

const known = new WeakSet();

export function furnishExchange() {
  for (const root of document.querySelectorAll('[data-part="exchange"]')) {
    if (known.has(root)) continue;
    known.add(root);
    new Exchange(root).start();
  }
}

class Exchange {
  constructor(root) {
    this.steps = new Steps(root);
    this.root = root;
    this.pinned = null;
    this.making = null;
    this.busy = false;
  }

  start() {
    if (!ABLE) return this.steps.show("unable", { focus: false });
    this.root.addEventListener("submit", (event) => {
      if (event.target.dataset.step !== "code") return;
      event.preventDefault();
      event.stopPropagation();
      this.once(() => this.look());
    });
    this.root.addEventListener("click", (event) => {
      const act = event.target.closest("[data-act]");
      if (!act || act.closest("[data-part]") !== this.root) return;
      const acts = { exchange: () => this.exchange(), again: () => this.sign(), other: () => this.notMine() };
      this.once(acts[act.dataset.act]);
    });
    if (pocket.held !== null && this.root.dataset.own === "page") return this.got({ focus: false });
    this.steps.show("code", { focus: false });
    if (this.root.dataset.own === "page") {
      this.takeFragment();
      window.addEventListener("hashchange", () => this.root.isConnected && this.takeFragment());
    }
    return undefined;
  }

  // The code leaves the address bar at once: neither the history nor a neighbour's eye keeps it.
  takeFragment() {
    const found = FRAGMENT.exec(window.location.hash);
    if (window.location.hash) window.history.replaceState(null, "", window.location.pathname);
    if (!found) return;
    this.field("code").value = found[1];
    this.pinned = found[2] ?? null;
    this.once(() => this.look());
  }

  async once(act) {
    if (this.busy) return;
    this.busy = true;
    this.root.setAttribute("aria-busy", "true");
    try {
      await act();
    } finally {
      this.busy = false;
      this.root.removeAttribute("aria-busy");
    }
  }

  async look() {
    this.steps.say(null);
    const code = readCode(this.field("code").value);
    if (code === null) return this.mistyped("malformed", "code");
    const typed = this.field("recovery").value.trim();
    const seed = typed ? readSeed(typed) : null;
    if (typed && seed === null) return this.mistyped("recovery_malformed", "recovery");
    const said = await postPadded(LOOK, { code }).catch(noAnswer);
    // A used invitation is still good for whoever has its recovery code.
    if (said.outcome !== "invited" && !(said.outcome === "used" && seed !== null && said.unit)) {
      return this.steps.say(said.outcome);
    }
    this.making = { code, seed, unit: said.unit, name: said.name, term: said.term, recovering: said.outcome === "used" };
    this.steps.put("unit", said.name);
    return this.steps.show("unit");
  }

  mistyped(sentence, field) {
    this.steps.say(sentence);
    this.field(field).focus();
  }

  notMine() {
    this.making = null;
    this.field("code").value = "";
    this.steps.show("code");
    this.steps.say("not_mine", this.contact());
  }

  async exchange() {
    const { code, unit, term } = this.making;
    this.steps.say(null);
    try {
      const record = await fetchRecord();
      const { modulus, head } = await trustedKey(record, { unit, term, pinned: this.pinned, remembered: pocket.head });
      // Drawn once: whatever happens on the way, the same request is made again.
      this.making.seed ??= drawSeed();
      this.making.head = head;
      this.making.request = await makeRequest({ code, unit, term, modulus, seed: this.making.seed });
    } catch (error) {
      if (error instanceof NoAnswer) return this.steps.say("network");
      return this.refuse(error instanceof KeyRefused ? error.reason : "list");
    }
    return this.sign();
  }

  async sign() {
    const { code, request, seed, recovering } = this.making;
    this.steps.show("waiting", { focus: false });
    this.steps.say(null);
    const said = await this.askUntilAnswered({ code, blinded: toBase64url(request.blinded) });
    if (said.outcome === "signed") return this.finish(said.signature);
    if (said.outcome === "network" || said.outcome === "unavailable") {
      // The answer may have been lost after the invitation was used: what was drawn must not be.
      this.steps.put("recovery", seed);
      return this.steps.show("lost");
    }
    this.steps.show("code", { focus: false });
    return this.steps.say(said.outcome === "used" && recovering ? "recovery_wrong" : said.outcome);
  }

  async askUntilAnswered(fields) {
    let said = await postPadded(SIGN, fields).catch(noAnswer);
    for (const pause of PAUSES) {
      if (said.outcome !== "network") break;
      await new Promise((done) => setTimeout(done, pause));
      said = await postPadded(SIGN, fields).catch(noAnswer);
    }
    return said;
  }

  async finish(signature) {
    const { request, seed, name, head } = this.making;
    let token = null;
    try {
      token = await request.finish(fromBase64url(signature) ?? new Uint8Array());
    } catch {
      return this.refuse("signature");
    }
    pocket.hold({ token, name, head, fresh: true, recovery: seed, obtained: today() });
    this.making = null;
    this.got({ focus: true });
    this.root.dispatchEvent(new CustomEvent("pass", { bubbles: true }));
    return undefined;
  }

  // What explains the invitation has done its work.
  got({ focus }) {
    for (const piece of document.querySelectorAll("[data-before-pass]")) piece.hidden = true;
    this.steps.show("got", { focus });
  }

  // The public list is not what it should be: say what, what it means, and whom to tell.
  refuse(reason) {
    this.steps.show("code", { focus: false });
    this.steps.say([`refused_${reason}`, "refused_means", "refused_tell"], this.contact());
  }

  contact() {
    return { contact: this.root.dataset.contact };
  }

  field(name) {
    return this.root.querySelector(`[name="${name}"]`);
  }
}

function noAnswer() {
  return { outcome: "network" };
}
