// Keeping the numbers for when there is no network: only when the person presses the button, or installs the app.
// Pressing again takes away the worker and all it kept.

import { Steps } from "./steps.js";

const WORKER = "/sw.js";
const OURS = "havre-";
const able = "serviceWorker" in navigator && "caches" in globalThis;
const known = new WeakSet();

export function armKeep() {
  if (!able) return;
  window.addEventListener("appinstalled", () => keepNumbers().then(furnishKeep, () => {}));
}

export async function furnishKeep() {
  if (!able) return;
  const roots = [...document.querySelectorAll('[data-part="keep"]')];
  if (!roots.length) return;
  const kept = await areKept();
  for (const root of roots) {
    new Steps(root).show(kept ? "kept" : "offer", { focus: false });
    root.hidden = false;
    for (const piece of document.querySelectorAll("[data-keep-words]")) piece.hidden = false;
    if (!known.has(root)) root.addEventListener("click", (event) => press(root, event.target.closest("[data-act]")));
    known.add(root);
  }
}

export async function dropNumbers() {
  if (!able) return;
  const registration = await navigator.serviceWorker.getRegistration("/");
  await registration?.unregister();
  for (const name of await caches.keys()) if (name.startsWith(OURS)) await caches.delete(name);
}

async function press(root, button) {
  if (!button) return;
  const steps = new Steps(root);
  button.disabled = true;
  try {
    const keeping = button.dataset.act === "keep";
    await (keeping ? keepNumbers() : dropNumbers());
    const step = steps.show(keeping ? "kept" : "offer", { focus: false });
    step.querySelector("button").focus({ preventScroll: true });
    steps.put("line", keeping ? "" : steps.sentence("dropped"));
  } catch {
    steps.put("line", steps.sentence("refused"));
  }
  button.disabled = false;
}

async function areKept() {
  return Boolean(await navigator.serviceWorker.getRegistration("/"));
}

async function keepNumbers() {
  const registration = await navigator.serviceWorker.register(WORKER, { scope: "/", updateViaCache: "none" });
  const worker = registration.installing ?? registration.waiting;
  if (worker) await settled(worker);
}

function settled(worker) {
  return new Promise((done, fail) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") done();
      if (worker.state === "redundant") fail(new Error("the worker was not installed"));
    });
  });
}
