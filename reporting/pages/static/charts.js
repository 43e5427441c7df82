// Draws every chart from the figure written next to it, in the theme of the page, and again for paper.
const dark = window.matchMedia("(prefers-color-scheme: dark)");

function theme() {
  return document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");
}

function draw(which) {
  for (const place of document.querySelectorAll(".chart")) {
    const figure = JSON.parse(document.getElementById(place.dataset.figures).textContent)[which];
    window.Plotly.react(place, figure.data, figure.layout, {
      staticPlot: true,
      displayModeBar: false,
      responsive: true,
    });
  }
}

draw(theme());
dark.addEventListener("change", () => draw(theme()));
window.addEventListener("beforeprint", () => draw("print"));
window.addEventListener("afterprint", () => draw(theme()));
