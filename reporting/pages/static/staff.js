// Small comforts; every page works without them.

// Escape puts away the reason shown over a withheld figure.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    document.body.classList.add("no-reasons");
  }
});
for (const event of ["focusin", "pointermove"]) {
  document.addEventListener(event, () => document.body.classList.remove("no-reasons"));
}

// What is folded is opened for paper, and folded again afterwards.
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  folded.forEach((details) => (details.open = true));
});
window.addEventListener("afterprint", () => folded.forEach((details) => (details.open = false)));
