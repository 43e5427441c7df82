// The conversation without reloads. The transcript lives in this page only.

import { pocket } from "./pocket.js";
import { addressOf, fieldsOf, post } from "./post.js";

export function furnishTalk() {
  const box = document.getElementById("text");
  if (box) grow(box);
}

export function armTalk(furnish) {
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form.id !== "talk" || (submitter && (submitter.hasAttribute("data-in-place") || submitter.name === "switch"))) return;
    event.preventDefault();
    send(form, submitter, furnish);
  });
  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (box.id !== "text" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!box.form.hasAttribute("aria-busy")) box.form.requestSubmit(document.getElementById("send"));
  });
  document.addEventListener("input", (event) => {
    if (event.target.id === "text") grow(event.target);
  });
}

async function send(form, submitter, furnish) {
  if (form.hasAttribute("aria-busy")) return;
  const nothing = !(submitter && submitter.name === "choice") && !document.getElementById("text").value.trim();
  if (nothing) return document.getElementById("text").focus();
  const log = document.getElementById("log");
  const box = document.getElementById("text");
  const chosen = Boolean(submitter && submitter.name === "choice");
  const written = box.value;
  const fields = fieldsOf(form, submitter);
  if (chosen) fields.set("text", "");
  const shown = chosen ? submitter.textContent.trim() : written.trim();
  const said = shown ? showSaid(log, shown, !chosen) : null;
  if (!chosen) setBox(box, "");
  setBusy(form, log, true);
  let fragment = null;
  try {
    const page = await post(addressOf(form, submitter), fields, { "X-Havre-Fragment": "1" });
    fragment = page.querySelector("[data-fragment]");
  } catch {
    fragment = null;
  }
  setBusy(form, log, false);
  if (fragment) arrive(fragment, { log, said, written, chosen, furnish });
  else interrupted({ log, said, written, chosen });
}

function arrive(fragment, { log, said, written, chosen, furnish }) {
  const kept = fragment.hasAttribute("data-keep-text");
  const pieces = [...fragment.querySelector("[data-append-to]").children];
  if (said) {
    // What the person said is already on screen; the server's copy of it is not needed.
    for (const piece of pieces) piece.querySelector(":scope > .said")?.remove();
    if (kept) said.remove();
  }
  // A picture that was answered is past: only the last one may be ticked.
  for (const field of log.querySelectorAll("[form='talk']")) field.disabled = true;
  log.append(...pieces);
  if (pieces.some((piece) => piece.hasAttribute("data-card"))) pocket.stopWaitingOfThisPage();
  const waiting = document.getElementById("text").value;
  for (const id of ["chips", "talk"]) {
    const fresh = fragment.querySelector(`#${id}`);
    if (fresh) document.getElementById(id).replaceWith(fresh);
  }
  const box = document.getElementById("text");
  setBox(box, kept && !chosen ? written : waiting);
  furnish();
  const last = pieces.at(-1);
  const start = said && !kept ? said : last;
  if (start) start.scrollIntoView({ block: "start", behavior: motion() });
  settleFocus(last, chosen, box);
}

// A card takes the focus. Otherwise the log announces the reply and the writing goes on, but a thumb that touched a
// chip is not answered with a keyboard.
function settleFocus(last, chosen, box) {
  const needsReading = last && (last.hasAttribute("data-card") || (last.classList.contains("note") && last.querySelector("a")));
  if (needsReading) last.focus({ preventScroll: true });
  else if (!chosen || window.matchMedia("(pointer: fine)").matches) box.focus({ preventScroll: true });
  else if (last) last.focus({ preventScroll: true });
}

function interrupted({ log, said, written, chosen }) {
  if (said) said.remove();
  log.append(document.getElementById("offline").content.cloneNode(true));
  const box = document.getElementById("text");
  if (!chosen) setBox(box, written);
  log.lastElementChild.scrollIntoView({ block: "nearest", behavior: motion() });
  box.focus({ preventScroll: true });
}

function showSaid(log, text, typed) {
  const said = document.getElementById("said-shape").content.firstElementChild.cloneNode(true);
  said.querySelector("p").textContent = text;
  // Their own sentences, and not the replies they chose, may be carried over to a sheet (prepare.js).
  said.toggleAttribute("data-typed", typed);
  log.append(said);
  said.scrollIntoView({ block: "nearest", behavior: motion() });
  return said;
}

function setBusy(form, log, busy) {
  form.toggleAttribute("aria-busy", busy);
  if (busy) form.setAttribute("aria-busy", "true");
  log.setAttribute("aria-busy", String(busy));
  for (const field of form.elements) if (field.type === "submit") field.disabled = busy;
}

function setBox(box, text) {
  box.value = text;
  grow(box);
}

function grow(box) {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

function motion() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}
