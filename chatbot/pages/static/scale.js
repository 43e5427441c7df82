// A number before and after an exercise, if the person likes. The numbers live in this page's memory and in no other
// place: they are in no form, and nothing sends them. They go into the journal only by a link that the person follows,
// behind the # of its address, which a browser never sends.

import { shelf } from "./journal-shelf.js";
import { said, twiceWithoutRelief } from "./scale-said.js";

const known = new WeakSet();
// The exercises of this page that have both numbers, in the order in which they got them.
const measured = [];
let made = 0;

export function furnishScale() {
  const shape = document.getElementById("scale-shape");
  if (!shape) return;
  for (const exercise of document.querySelectorAll("[data-exercise]")) {
    if (known.has(exercise)) continue;
    known.add(exercise);
    new Scale(exercise, shape.content.cloneNode(true)).start();
  }
}

class Scale {
  constructor(exercise, shape) {
    this.exercise = exercise;
    this.sentences = Object.fromEntries(
      [...shape.querySelectorAll("[data-say]")].map((line) => [line.dataset.say, line.textContent]),
    );
    this.pieces = { before: shape.querySelector('[data-piece="before"]'), after: shape.querySelector('[data-piece="after"]') };
    this.numbers = { exercise: exercise.dataset.exercise, before: null, after: null };
  }

  start() {
    made += 1;
    for (const [name, piece] of Object.entries(this.pieces)) {
      for (const choice of piece.querySelectorAll("input")) choice.name = `scale-${made}-${name}`;
      piece.addEventListener("change", ({ target }) => this.take(name, Number(target.value)));
      this.exercise.querySelector(`[data-scale="${name}"]`).append(piece);
    }
  }

  take(name, number) {
    this.numbers[name] = number;
    this.pieces.after.hidden = false;
    const { exercise, before, after } = this.numbers;
    if (before === null || after === null) return;
    if (!measured.includes(this.numbers)) measured.push(this.numbers);
    const sentence = this.sentences[said(this.numbers)];
    this.put("[data-said]").textContent = sentence.replace("{before}", before).replace("{after}", after);
    this.put("[data-twice]").hidden = !(measured.at(-1) === this.numbers && twiceWithoutRelief(measured));
    const toJournal = this.put("[data-to-journal]");
    toJournal.hidden = shelf.isEmpty;
    toJournal.querySelector("a").hash = `${exercise}.${before}.${after}`;
  }

  put(selector) {
    return this.pieces.after.querySelector(selector);
  }
}
