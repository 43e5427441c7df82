// The pass: in this page's memory, and in this browser's storage when the person says so. With it go the head of the
// key list that was seen, and a declaration that waits for its moment. Nothing else of Havre is ever stored, but for the
// journal where one is kept (journal-shelf.js).

const PLACES = { pass: "pass", head: "head", waiting: "later" };

// What this page holds: { token, name, fresh, recovery } or null. `fresh`: exchanged on this page.
let held = null;
let waitingMadeHere = false;

export const pocket = {
  // The pass at hand: this page's, else the one that this browser keeps.
  get pass() {
    return held ?? this.kept;
  },
  get held() {
    return held;
  },
  hold(pass) {
    held = pass;
  },
  dropHeld() {
    held = null;
  },
  get kept() {
    const kept = readJson(PLACES.pass);
    return typeof kept?.token === "string" ? kept : null;
  },
  get isKept() {
    return held !== null && this.kept?.token === held.token;
  },
  // Keep the pass that this page holds, and the head of the list it was checked with; false when the browser refuses.
  keep(head) {
    const { token, obtained } = held;
    return write(PLACES.pass, JSON.stringify({ token, obtained })) && (head === null || write(PLACES.head, head));
  },
  get head() {
    return read(PLACES.head);
  },
  rememberHead(head) {
    if (this.head !== null && head !== null) write(PLACES.head, head);
  },
  get waiting() {
    const waiting = readJson(PLACES.waiting);
    const sound = typeof waiting?.token === "string" && Array.isArray(waiting.measures) && typeof waiting.window === "string";
    return sound && Number.isFinite(waiting.due) && Number.isFinite(waiting.ends) ? waiting : null;
  },
  wait(waiting) {
    waitingMadeHere = true;
    return write(PLACES.waiting, JSON.stringify(waiting));
  },
  stopWaiting() {
    waitingMadeHere = false;
    erase(PLACES.waiting);
  },
  // A danger came up in the very conversation that a declaration waits from: nothing of it is ever counted.
  stopWaitingOfThisPage() {
    if (waitingMadeHere) this.stopWaiting();
  },
  get isEmpty() {
    return held === null && Object.values(PLACES).every((place) => read(place) === null);
  },
  forget() {
    held = null;
    waitingMadeHere = false;
    Object.values(PLACES).forEach(erase);
  },
};

// The day here, as a pass remembers when it was obtained.
export function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function read(place) {
  try {
    return window.localStorage.getItem(place);
  } catch {
    return null;
  }
}

function readJson(place) {
  try {
    return JSON.parse(read(place));
  } catch {
    return null;
  }
}

function write(place, text) {
  try {
    window.localStorage.setItem(place, text);
    return true;
  } catch {
    return false;
  }
}

function erase(place) {
  try {
    window.localStorage.removeItem(place);
  } catch {
    // A browser that refuses storage has nothing to erase.
  }
}
