// The private journal: written, locked and kept in this browser. No line of this module or of those it uses asks the
// network for anything: nothing of a journal can leave but as a file that the person saves.

import { eveningOf, isEmpty, joined, readEvenings, readScale, withEvening, without } from "./journal-evenings.js";
import { Reading } from "./journal-reading.js";
import { shelf } from "./journal-shelf.js";
import { hintOn, signsOf } from "./journal-strength.js";
import { LEAST_SIGNS, NotAJournal, NotOpened, Vault } from "./journal-vault.js";
import { watch } from "./journal-watch.js";
import { Writing } from "./journal-writing.js";
import { Steps } from "./steps.js";

const LARGEST_FILE = 16 * 1024 * 1024;
const known = new WeakSet();

export function furnishJournal() {
  for (const root of document.querySelectorAll('[data-part="journal"]')) {
    if (known.has(root)) continue;
    known.add(root);
    new Journal(root).start();
  }
}

class Journal {
  #vault = null;
  #evenings = [];
  #editing = null;
  #draft = null;
  #stopWatching = () => {};

  constructor(root) {
    this.root = root;
    this.steps = new Steps(root);
    this.reading = new Reading(root, this.steps);
    this.writing = new Writing(this.#one('[data-form="write"]'), (scale) => this.reading.asScale(scale));
    this.scale = null;
    this.busy = false;
  }

  start() {
    if (!globalThis.crypto?.subtle) return this.steps.show("unable", { focus: false });
    this.#takeScale();
    window.addEventListener("hashchange", () => this.root.isConnected && this.#takeScale());
    window.addEventListener("resize", () => this.#vault && this.reading.draw(this.#evenings));
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      const forms = { create: this.#create, unlock: this.#unlock, import: this.#import, write: this.#save };
      this.#once(() => forms[event.target.dataset.form].call(this, fieldsOf(event.target)));
    });
    this.root.addEventListener("click", (event) => {
      const act = event.target.closest("[data-act]");
      if (act) this.#once(() => this.#acts[act.dataset.act](act));
    });
    this.root.addEventListener("input", ({ target }) => {
      if (target.matches("[data-choosing]")) this.#hint(target.value);
      if (target.matches("[data-show]")) showSecrets(target.form, target.checked);
    });
    return this.#rest({ focus: false });
  }

  #acts = {
    write: () => this.#write(),
    edit: ({ dataset }) => this.#edit(this.#evenings.find(({ day }) => day === dataset.day)),
    back: () => this.#home(),
    lock: () => this.#lock(),
    remove: () => this.#ask(true),
    "remove-not": () => this.#ask(false),
    "remove-surely": () => this.#remove(),
    "save-file": () => this.#download(shelf.text, "json"),
    readable: () => this.#go("readable"),
    "save-readable": () => this.#download(this.reading.asText(this.#evenings), "txt"),
    erase: () => this.#go("erase"),
    "erase-surely": () => this.#erase(),
  };

  // Opening, and locking again.

  async #create({ passphrase, again }) {
    if (signsOf(passphrase) < LEAST_SIGNS) return this.#refuse("short", { missing: LEAST_SIGNS - signsOf(passphrase) });
    if (passphrase !== again) return this.#refuse("different");
    this.#tell("working");
    const vault = await Vault.create(passphrase);
    const text = await vault.seal({ evenings: [] });
    // Another page may have begun one meanwhile: it stays.
    if (!shelf.isEmpty) return this.#rest();
    if (!shelf.put(text)) return this.#refuse("no_storage");
    return this.#open(vault, []);
  }

  async #unlock({ passphrase }) {
    const text = shelf.text;
    if (text === null) return this.#rest();
    this.#tell("working");
    try {
      const { vault, content } = await Vault.unlock(text, passphrase);
      const evenings = readEvenings(content);
      return evenings === null ? this.#refuse("damaged") : await this.#open(vault, evenings);
    } catch (error) {
      if (error instanceof NotOpened) return this.#refuse("wrong");
      if (error instanceof NotAJournal) return this.#refuse(error.reason === "newer" ? "newer" : "damaged");
      throw error;
    }
  }

  async #open(vault, evenings) {
    this.#vault = vault;
    this.#evenings = evenings;
    this.#stopWatching = watch(() => this.#lock(), () => this.root.isConnected);
    this.#clearSecrets();
    const draft = this.#draft;
    this.#draft = null;
    if (draft !== null) {
      const { editing, evening } = await vault.open(draft).catch(() => ({ evening: null }));
      if (evening) return this.#edit(evening, editing);
    }
    return this.scale === null ? this.#home() : this.#write();
  }

  // What was being written is sealed before the key goes: it waits behind the passphrase, in this page only.
  async #lock() {
    const vault = this.#vault;
    if (vault === null) return;
    const isWritten = !this.writing.form.hidden && !this.writing.isEmpty;
    const draft = isWritten ? { editing: this.#editing, evening: this.writing.read() } : null;
    this.#forget();
    this.#rest();
    this.#tell(draft === null ? "locked" : "locked_draft");
    if (draft !== null) this.#draft = await vault.seal(draft);
  }

  #forget() {
    this.#stopWatching();
    this.#vault = null;
    this.#evenings = [];
    this.#editing = null;
    this.#draft = null;
    this.writing.clear();
    this.reading.clear();
    this.#clearSecrets();
  }

  // Writing an evening.

  #write() {
    const today = eveningOf(new Date());
    const noted = this.#evenings.find(({ day }) => day === today);
    const evening = noted ?? { day: today, weight: null, words: [], text: "", scales: [] };
    const scale = this.scale;
    this.scale = null;
    return this.#edit(scale === null ? evening : { ...evening, scales: [...evening.scales, scale] }, noted?.day ?? null);
  }

  #edit(evening, editing = evening.day) {
    this.#editing = editing;
    this.writing.fill(evening, { today: eveningOf(new Date()), existing: editing !== null });
    this.#go("write");
  }

  async #save() {
    const evening = this.writing.read();
    const editing = this.#editing;
    if (evening.day === "" || evening.day > eveningOf(new Date())) return this.#refuse("no_day");
    if (isEmpty(evening)) return this.#refuse("nothing");
    const isTaken = (evenings) => evening.day !== editing && evenings.some(({ day }) => day === evening.day);
    const kept = await this.#change((evenings) => {
      return isTaken(evenings) ? null : withEvening(evenings, evening, editing ?? undefined);
    });
    if (kept === null) return this.#refuse("taken", { day: this.reading.asDay(evening.day) });
    if (!kept) return undefined;
    this.#home();
    return this.#tell("saved");
  }

  async #remove() {
    const day = this.#editing;
    if (!(await this.#change((evenings) => without(evenings, day)))) return;
    this.#home();
    this.#tell("removed");
  }

  #ask(sure) {
    const question = this.#one("[data-sure]");
    question.hidden = !sure;
    (sure ? question.querySelector("button") : this.#one('[data-act="remove"]')).focus();
  }

  // Change what is kept, whatever another page has made of it meanwhile. Gives true; null when `change` gives null and
  // nothing is changed; false when it could not be kept, which is then said.
  async #change(change) {
    const vault = this.#vault;
    const text = shelf.text;
    if (text === null || !vault.locks(text)) return this.#refuse("gone");
    const evenings = change(readEvenings(await vault.open(text)));
    if (evenings === null) return null;
    const sealed = await vault.seal({ evenings });
    if (shelf.text !== text) return this.#change(change);
    if (!shelf.put(sealed)) return this.#refuse("no_storage");
    this.#evenings = evenings;
    return true;
  }

  // Files, and the end of a journal.

  async #import({ file, passphrase }) {
    if (!file) return this.#refuse("no_file");
    this.#tell("working");
    const text = file.size <= LARGEST_FILE ? await file.text() : "";
    let vault = null;
    let others = null;
    try {
      const unlocked = await Vault.unlock(text, passphrase);
      vault = unlocked.vault;
      others = readEvenings(unlocked.content);
    } catch (error) {
      if (error instanceof NotOpened) return this.#refuse("wrong_file");
      if (error instanceof NotAJournal) return this.#refuse(error.reason);
      throw error;
    }
    if (others === null) return this.#refuse("malformed");
    if (this.#vault === null) {
      if (!shelf.isEmpty) return this.#rest();
      return shelf.put(text) ? this.#open(vault, others) : this.#refuse("no_storage");
    }
    const before = this.#evenings.length;
    if (!(await this.#change((evenings) => joined(evenings, others)))) return undefined;
    this.#clearSecrets();
    this.#home();
    return this.#tell("joined", { count: this.#evenings.length - before });
  }

  #download(text, ending) {
    if (text === null) return this.#rest();
    const file = new Blob([text], { type: ending === "json" ? "application/json" : "text/plain;charset=utf-8" });
    const address = URL.createObjectURL(file);
    const download = `${this.steps.sentence("file_name")}-${eveningOf(new Date())}.${ending}`;
    Object.assign(document.createElement("a"), { href: address, download }).click();
    window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
    if (this.#vault) this.#home();
    return this.#tell("downloaded");
  }

  #erase() {
    shelf.erase();
    this.#forget();
    this.#rest();
    this.#tell("erased");
  }

  // Where the page stands.

  #rest(options) {
    this.#go(shelf.isEmpty ? "none" : "locked", options);
  }

  #home() {
    if (this.#vault === null) return this.#rest();
    this.writing.clear();
    this.#editing = null;
    this.#go("open");
    return this.reading.show(this.#evenings);
  }

  #go(step, options) {
    this.steps.say(null);
    this.#tell(null);
    this.steps.show(step, options);
    if (options?.focus !== false) window.scrollTo(0, 0);
  }

  #tell(sentence, values) {
    this.steps.put("status", sentence === null ? "" : this.steps.sentence(sentence, values));
  }

  #refuse(sentence, values) {
    this.#tell(null);
    this.steps.say(sentence, values);
    return false;
  }

  #hint(passphrase) {
    const missing = LEAST_SIGNS - signsOf(passphrase);
    this.steps.put("hint", this.steps.sentence(hintOn(passphrase), { missing }));
  }

  // The numbers of an exercise leave the address bar at once.
  #takeScale() {
    const scale = readScale(window.location.hash.slice(1));
    if (window.location.hash) window.history.replaceState(null, "", window.location.pathname);
    if (scale === null) return;
    this.scale = scale;
    if (this.#vault && this.writing.form.hidden) this.#write();
  }

  #clearSecrets() {
    for (const form of this.root.querySelectorAll("form")) {
      if (form === this.writing.form) continue;
      form.reset();
      showSecrets(form, false);
    }
  }

  async #once(act) {
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

  #one(selector) {
    return this.root.querySelector(selector);
  }
}

function fieldsOf(form) {
  const fields = [...form.querySelectorAll("[data-field]")];
  return Object.fromEntries(fields.map((field) => [field.dataset.field, field.type === "file" ? field.files[0] : field.value]));
}

function showSecrets(form, shown) {
  for (const field of form.querySelectorAll('[data-field="passphrase"], [data-field="again"]')) {
    field.type = shown ? "text" : "password";
  }
}
