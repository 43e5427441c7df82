// Going from one screen to another in place: the first screen to the conversation, the conversation to what would
// be counted and back. The transcript stays in the page's memory meanwhile, and nowhere else.

import { pocket } from "./pocket.js";
import { addressOf, fieldsOf, get, post } from "./post.js";
import { quietLinkOf } from "./leave.js";
import { tell } from "./waiting.js";

let conversation = null;

// What the conversation left behind on screen: its pieces, in order; none when this page did not come from it.
export function leftBehind() {
  const log = conversation && conversation.nodes.map((node) => node.querySelector && node.querySelector("#log")).find(Boolean);
  return log ? [...log.children] : [];
}

export function armPlaces(furnish) {
  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (submitter && submitter.hasAttribute("data-return") && conversation) {
      event.preventDefault();
      goBack(form, submitter.dataset.return, furnish);
      return;
    }
    const inPlace = (submitter && submitter.hasAttribute("data-in-place")) || form.hasAttribute("data-in-place");
    if (!inPlace || (submitter && submitter.hasAttribute("data-return"))) return;
    event.preventDefault();
    if (submitter) submitter.disabled = true;
    try {
      const page = await post(addressOf(form, submitter), fieldsOf(form, submitter), {});
      if (!page.getElementById("main")) throw new Error("not one of our pages");
      const refusal = page.querySelector("#main .error");
      if (refusal) sayHere(refusal, submitter);
      else show(page, furnish);
    } catch {
      // Whatever failed, the plain form still works, and says kindly what is wrong if it does not.
      submitPlainly(form, submitter);
    }
  });
  // A pass that only this page holds would be lost with it: our pages then come to it.
  document.addEventListener("click", (event) => {
    const link = pocket.held === null || pocket.isKept ? null : quietLinkOf(event);
    if (!link) return;
    event.preventDefault();
    visit(link.href, furnish);
  });
}

async function visit(address, furnish) {
  try {
    const page = await get(address);
    if (!page.getElementById("main")) throw new Error("not one of our pages");
    window.history.replaceState(null, "", address);
    show(page, furnish);
  } catch {
    tell("network");
  }
}

// A refusal (too many at once, a store that does not answer) is said where the person is: nothing they did is lost.
function sayHere(refusal, submitter) {
  if (submitter) submitter.disabled = false;
  const note = document.createElement("div");
  note.className = "note";
  note.setAttribute("role", "alert");
  for (const words of refusal.querySelectorAll("h1, p:not(:has(a))")) {
    const line = document.createElement("p");
    line.textContent = words.textContent;
    note.append(line);
  }
  document.querySelector("main .refusal")?.remove();
  note.classList.add("refusal");
  document.querySelector("main .page, main .talk").prepend(note);
  note.scrollIntoView({ block: "nearest" });
}

function show(page, furnish) {
  if (document.getElementById("log")) {
    conversation = { title: document.title, lang: document.documentElement.lang, nodes: [...document.body.childNodes] };
  }
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  document.body.replaceChildren(...page.body.childNodes);
  if (document.getElementById("log")) conversation = null;
  furnish();
  focusOnArrival();
}

function goBack(form, note, furnish) {
  const sealed = new FormData(form).get("state");
  document.title = conversation.title;
  document.documentElement.lang = conversation.lang;
  document.body.replaceChildren(...conversation.nodes);
  conversation = null;
  for (const button of document.querySelectorAll("button:disabled")) button.disabled = false;
  const field = document.querySelector("#talk input[name=state]");
  if (field && sealed) field.value = sealed;
  if (note) {
    const line = document.createElement("p");
    line.className = "note";
    line.textContent = note;
    document.getElementById("log").append(line);
  }
  furnish();
  focusOnArrival();
}

function focusOnArrival() {
  const box = document.getElementById("text");
  const place = box && window.matchMedia("(pointer: fine)").matches ? box : document.getElementById("main");
  place.focus({ preventScroll: true });
  window.scrollTo(0, 0);
  const last = document.querySelector("#log > :last-child");
  if (last) last.scrollIntoView({ block: "start" });
}

function submitPlainly(form, submitter) {
  if (submitter) {
    submitter.disabled = false;
    for (const button of [submitter, form]) button.removeAttribute("data-in-place");
    form.requestSubmit(submitter);
  } else {
    form.removeAttribute("data-in-place");
    form.requestSubmit();
  }
}
