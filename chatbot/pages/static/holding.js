// What may be done with a pass at hand: keep it in this browser, move it to a phone, note its recovery code.

import { pocket } from "./pocket.js";
import { qrPicture } from "./qr.js";

export function armHolding() {
  document.addEventListener("click", (event) => {
    const act = event.target.closest('[data-part="holding"] [data-act]');
    if (!act) return;
    const part = act.closest('[data-part="holding"]');
    if (act.dataset.act === "keep") keep(part);
    if (act.dataset.act === "print") window.print();
  });
  // The toggle of a <details> does not bubble.
  document.addEventListener("toggle", (event) => drawWhenOpened(event.target), { capture: true });
  document.addEventListener("pass", furnishHolding);
}

export function furnishHolding() {
  for (const part of document.querySelectorAll('[data-part="holding"]')) {
    const pass = pocket.pass;
    const kept = pass !== null && pocket.kept?.token === pass.token;
    part.querySelector("[data-keep]").hidden = kept;
    part.querySelector("[data-kept]").hidden = !kept;
    part.querySelector("[data-recovery]").hidden = !pass?.recovery;
    part.querySelector("[data-recovery-code]").textContent = pass?.recovery ?? "";
  }
}

function keep(part) {
  const kept = pocket.keep(pocket.held.head);
  furnishHolding();
  part.querySelector("[data-refused]").hidden = kept;
  if (kept) part.querySelector("[data-kept]").focus();
}

function drawWhenOpened(details) {
  const place = details.open ? details.querySelector("[data-qr]") : null;
  if (!place || pocket.pass === null) return;
  const lang = document.documentElement.lang;
  place.replaceChildren(qrPicture(`${window.location.origin}/${lang}/pass#${pocket.pass.token}`, place.dataset.label));
}
