// The sheet that prepares a talk, with JavaScript: the person's own sentences carried over, what they wrote kept while the
// sheet changes, a text file made here. None of it leaves this page: the fields have no name and belong to no form.

import { leftBehind } from "./places.js";

const COMMON = ["happens", "since", "work"];
const SENTENCE_END = /(?<=[.!?…])\s+|\n+/;
const SOON = 1000;

// What was written, by listener; the facts, whoever listens. In the memory of this page and nowhere else.
const written = new Map();
const common = new Map();

export function armPrepare() {
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-sheet] [data-blank]")) keep(event.target);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sheet] button[data-act]");
    if (!button) return;
    if (button.dataset.act === "print") window.print();
    if (button.dataset.act === "file") saveFile(button);
    if (button.dataset.act === "carry") carryOver(button);
  });
}

export function furnishPrepare() {
  if (document.querySelector("main .first")) forget();
  const sheet = document.querySelector("[data-sheet]");
  if (!sheet) return;
  const own = written.get(sheet.dataset.sheet);
  for (const blank of sheet.querySelectorAll("[data-blank]")) {
    const text = own?.get(blank.dataset.blank) ?? common.get(blank.dataset.blank);
    if (text !== undefined) blank.value = text;
    settle(blank);
  }
  offerSentences(sheet);
}

function forget() {
  written.clear();
  common.clear();
}

function keep(blank) {
  const { sheet } = blank.closest("[data-sheet]").dataset;
  const name = blank.dataset.blank;
  if (!written.has(sheet)) written.set(sheet, new Map());
  written.get(sheet).set(name, blank.value);
  if (COMMON.includes(name)) common.set(name, blank.value);
  settle(blank);
}

// The printed text follows what is written: on paper a field would show its first lines only.
function settle(blank) {
  blank.parentElement.querySelector(".printed").textContent = blank.value;
  if (CSS.supports("field-sizing", "content")) return;
  blank.style.height = "auto";
  blank.style.height = `${blank.scrollHeight}px`;
}

function offerSentences(sheet) {
  const offer = sheet.querySelector("[data-carry]");
  const place = offer.querySelector("fieldset");
  const shape = offer.querySelector("template[data-sentence]").content.firstElementChild;
  for (const line of place.querySelectorAll("label")) line.remove();
  for (const sentence of sentencesSaid()) {
    const line = shape.cloneNode(true);
    line.querySelector("span").textContent = sentence;
    place.append(line);
  }
  offer.hidden = !place.querySelector("label");
}

// What they wrote and did not just choose. What a card answered is not shown to them again.
function sentencesSaid() {
  const said = leftBehind().filter(
    (piece) => piece.matches(".said[data-typed]") && !piece.nextElementSibling?.matches("[data-card]"),
  );
  const sentences = said.flatMap((piece) => piece.querySelector("p").textContent.split(SENTENCE_END));
  return [...new Set(sentences.map((each) => each.trim()))].filter((each) => /\p{L}{2}/u.test(each));
}

function carryOver(button) {
  const offer = button.closest("[data-carry]");
  const ticked = [...offer.querySelectorAll("input:checked")];
  if (!ticked.length) return;
  const blank = document.getElementById(`blank-${offer.querySelector("select").value}`);
  const sentences = ticked.map((box) => box.parentElement.querySelector("span").textContent).join(" ");
  blank.value = blank.value.trim() ? `${blank.value.trimEnd()}\n${sentences}` : sentences;
  for (const box of ticked) box.checked = false;
  keep(blank);
  say(button);
}

function say(button) {
  const line = button.closest("section, details").querySelector("[data-said]");
  line.textContent = "";
  line.textContent = button.dataset.done;
}

function saveFile(button) {
  const sheet = button.closest("[data-sheet]");
  const address = URL.createObjectURL(new Blob([asText(sheet)], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = sheet.dataset.file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), SOON);
  say(button);
}

function asText(sheet) {
  const lines = [sheet.querySelector("h1").textContent, sheet.querySelector(".with-whom").textContent.trim()];
  for (const paper of sheet.querySelectorAll(".paper")) {
    lines.push("", "", paper.querySelector("h2").textContent.toUpperCase());
    for (const part of paper.querySelectorAll("[data-sheet-part]")) {
      lines.push("", `# ${part.querySelector("h3").textContent}`);
      for (const fact of part.querySelectorAll("[data-fact]")) lines.push(`- ${fact.textContent.replace(/\s*\n\s*/g, " ").trim()}`);
      for (const blank of part.querySelectorAll("[data-blank]")) {
        if (blank.value.trim()) lines.push("", `${blank.labels[0].textContent}`, blank.value.trim());
      }
    }
  }
  return `${lines.join("\n")}\n`;
}
