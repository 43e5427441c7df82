// A part of a page that shows one of its steps at a time, and says what it has to say in the page's own words.

export class Steps {
  constructor(root) {
    this.root = root;
  }

  // Show the step `name` alone; its heading, or the step itself, takes the focus when `focus` is asked.
  show(name, { focus = true } = {}) {
    for (const step of this.own("[data-step]")) step.hidden = step.dataset.step !== name;
    const step = this.own(`[data-step="${name}"]`)[0];
    if (step && focus) {
      step.tabIndex = -1;
      step.focus({ preventScroll: true });
      step.scrollIntoView({ block: "nearest" });
    }
    return step;
  }

  // Say the sentence `name` as an alert; `null` takes it away.
  say(name, values = {}) {
    const [note] = this.own("[data-note]");
    note.replaceChildren();
    note.hidden = name === null;
    if (name === null) return;
    for (const text of [].concat(name).map((each) => this.sentence(each, values))) {
      const line = document.createElement("p");
      line.textContent = text;
      note.append(line);
    }
    note.scrollIntoView({ block: "nearest" });
  }

  sentence(name, values = {}) {
    const [sentences] = this.own("template[data-sentences]");
    const text = sentences.content.querySelector(`[data-say="${name}"]`).textContent;
    return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  }

  put(name, text) {
    for (const place of this.own(`[data-put="${name}"]`)) place.textContent = text;
  }

  // What is of this part and not of another part inside it.
  own(selector) {
    return [...this.root.querySelectorAll(selector)].filter((each) => each.closest("[data-part]") === this.root);
  }
}
