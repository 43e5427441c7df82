// The page where one evening is written: what the form shows and gives back.

import { isEmpty } from "./journal-evenings.js";

export class Writing {
  #scales = [];

  // `asScale` writes an exercise and its two numbers as a line.
  constructor(form, asScale) {
    this.form = form;
    this.asScale = asScale;
  }

  // Show `evening`; `existing` when it stands in the journal already.
  fill(evening, { today, existing }) {
    this.field("day").value = evening.day;
    this.field("day").max = today;
    const weight = evening.weight === null ? "" : String(evening.weight);
    for (const choice of this.#weights()) choice.checked = choice.value === weight;
    for (const box of this.form.querySelectorAll("[data-word]")) box.checked = evening.words.includes(box.value);
    this.form.querySelector("[data-words]").open = evening.words.length > 0;
    this.field("text").value = evening.text;
    this.#showScales(evening.scales);
    this.form.querySelector("[data-existing]").hidden = !existing;
    this.form.querySelector("[data-sure]").hidden = true;
  }

  // The evening as the form has it.
  read() {
    const weight = this.#weights().find((choice) => choice.checked)?.value ?? "";
    const kept = [...this.form.querySelectorAll("[data-scale-line]")].map((box) => box.checked);
    return {
      day: this.field("day").value,
      weight: weight === "" ? null : Number(weight),
      words: [...this.form.querySelectorAll("[data-word]:checked")].map((box) => box.value),
      text: this.field("text").value.trim(),
      scales: this.#scales.filter((_, place) => kept[place]),
    };
  }

  get isEmpty() {
    return isEmpty(this.read());
  }

  clear() {
    this.fill({ day: "", weight: null, words: [], text: "", scales: [] }, { today: "", existing: false });
  }

  field(name) {
    return this.form.querySelector(`[data-field="${name}"]`);
  }

  #weights() {
    return [...this.form.querySelectorAll('[name="weight"]')];
  }

  #showScales(scales) {
    this.#scales = scales;
    this.form.querySelector("[data-scales]").hidden = scales.length === 0;
    const lines = scales.map((scale) => {
      const line = document.createElement("label");
      const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: true });
      box.dataset.scaleLine = "";
      line.className = "show";
      line.append(box, ` ${this.asScale(scale)}`);
      return line;
    });
    this.form.querySelector("[data-scale-lines]").replaceChildren(...lines);
  }
}
