// An open journal as it is read: its list, its picture with the same numbers as a table, and as a text.

import { dayNumber } from "./journal-evenings.js";
import { drawn, drawPlot, layOut } from "./journal-plot.js";

const LATEST_SHOWN = 10;
const SMALLEST_PICTURE = 240;

export class Reading {
  constructor(root, steps) {
    this.root = root;
    this.steps = steps;
    this.lang = document.documentElement.lang === "en" ? "en-GB" : "fr-FR";
  }

  show(evenings) {
    const latest = [...evenings].reverse();
    this.#list("[data-evenings]", latest.slice(0, LATEST_SHOWN));
    this.#list("[data-older-evenings]", latest.slice(LATEST_SHOWN));
    this.root.querySelector("[data-older]").hidden = latest.length <= LATEST_SHOWN;
    this.root.querySelector("[data-no-evening]").hidden = latest.length > 0;
    this.draw(evenings);
  }

  // The picture, as wide as its place is now.
  draw(evenings) {
    const place = this.root.querySelector("[data-plot]");
    const shown = drawn(evenings);
    const layout = layOut(evenings, Math.max(SMALLEST_PICTURE, Math.floor(place.clientWidth)));
    const title = this.#sentence(shown, layout);
    this.steps.put("plot", title);
    const asDay = (day) => this.#day(day, { day: "numeric", month: "short" });
    place.replaceChildren(...(shown.length ? [drawPlot(layout, { title, asDay })] : []));
    const table = this.root.querySelector("[data-table-of-evenings]");
    table.hidden = shown.length === 0;
    table.querySelector("tbody").replaceChildren(...shown.map(({ day, weight }) => asRow(this.asDay(day), weight)));
  }

  clear() {
    this.show([]);
  }

  asDay(day) {
    return this.#day(day, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
  }

  // An exercise and its two numbers; its name is that of this version, or its id if it has none here.
  asScale({ exercise, before, after }) {
    const names = this.root.querySelector("[data-exercises]").content;
    const name = names.querySelector(`[data-name="${exercise}"]`)?.textContent ?? exercise;
    return this.steps.sentence("exercise", { name, before, after });
  }

  // The whole journal as a text that anybody can read.
  asText(evenings) {
    const blocks = evenings.map((evening) => [this.asDay(evening.day), this.#facts(evening), evening.text]);
    return `${blocks.map((lines) => lines.filter(Boolean).join("\n")).join("\n\n")}\n`;
  }

  #list(place, evenings) {
    const shape = this.root.querySelector("[data-evening-shape]").content.firstElementChild;
    const items = evenings.map((evening) => {
      const item = shape.cloneNode(true);
      const put = (name, text) => {
        const line = item.querySelector(`[data-of="${name}"]`);
        line.textContent = text;
        line.hidden = text === "";
      };
      put("day", this.asDay(evening.day));
      put("facts", this.#facts(evening));
      put("text", evening.text);
      const edit = item.querySelector("[data-act]");
      edit.dataset.day = evening.day;
      edit.setAttribute("aria-label", `${edit.textContent}, ${this.asDay(evening.day)}`);
      return item;
    });
    this.root.querySelector(place).replaceChildren(...items);
  }

  #facts({ weight, words, scales }) {
    const weighed = weight === null ? [] : [this.steps.sentence("weighed", { weight })];
    const named = words.map((word) => this.root.querySelector(`[data-word][value="${word}"] + span`)?.textContent);
    return [...weighed, ...named.filter(Boolean), ...scales.map((scale) => this.asScale(scale))].join(" · ");
  }

  #sentence(shown, { lines }) {
    if (shown.length === 0) return this.steps.sentence("plot_none");
    const weights = shown.map(({ weight }) => weight);
    const values = {
      count: shown.length,
      first: this.#day(shown[0].day, { day: "numeric", month: "long" }),
      last: this.#day(shown.at(-1).day, { day: "numeric", month: "long" }),
      low: Math.min(...weights),
      high: Math.max(...weights),
    };
    return this.steps.sentence(lines.length ? "plot_line" : "plot_few", values);
  }

  #day(day, parts) {
    return new Intl.DateTimeFormat(this.lang, { ...parts, timeZone: "UTC" }).format(dayNumber(day) * 86_400_000);
  }
}

function asRow(day, weight) {
  const row = document.createElement("tr");
  const head = Object.assign(document.createElement("th"), { scope: "row", textContent: day });
  row.append(head, Object.assign(document.createElement("td"), { textContent: weight }));
  return row;
}
