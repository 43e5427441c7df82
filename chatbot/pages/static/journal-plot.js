// One's own evenings, drawn: a point for each evening that has a number, and a line only between evenings that follow
// one another. Nothing is smoothed, nothing is judged, no colour says good or bad. `layOut` is pure; `drawPlot` makes
// an SVG of it, without style attributes (the page's policy allows none).

import { dayNumber } from "./journal-evenings.js";

// What is drawn: the last eight weeks before the last evening noted.
export const DAYS_DRAWN = 56;
// Fewer points are points; a line through them would say more than they do.
const LEAST_FOR_A_LINE = 3;
// Evenings further apart are not joined: nobody knows what was in between.
const LONGEST_STEP = 3;
const MOST_LABELS = 8;
const HEIGHT = 240;
const MARGIN = { left: 34, right: 18, top: 26, bottom: 34 };
const SPACE = "http://www.w3.org/2000/svg";

// The evenings that have a number, of the last weeks.
export function drawn(evenings) {
  const numbered = evenings.filter(({ weight }) => weight !== null);
  const last = dayNumber(numbered.at(-1)?.day ?? "");
  return numbered.filter(({ day }) => last - dayNumber(day) < DAYS_DRAWN);
}

// Where everything goes, in a picture `width` wide: { width, height, points, lines, levels }.
export function layOut(evenings, width) {
  const shown = drawn(evenings);
  const days = shown.map(({ day }) => dayNumber(day));
  const [first, span] = [days[0], Math.max(1, days.at(-1) - days[0])];
  const across = width - MARGIN.left - MARGIN.right;
  const level = (weight) => MARGIN.top + ((10 - weight) / 10) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const labelled = labelledOf(shown);
  const points = shown.map(({ day, weight }, place) => ({
    day,
    weight,
    x: shown.length === 1 ? MARGIN.left + across / 2 : MARGIN.left + ((days[place] - first) / span) * across,
    y: level(weight),
    labelled: labelled.has(place),
  }));
  const lines = points.slice(1).flatMap((point, place) => {
    const near = points.length >= LEAST_FOR_A_LINE && days[place + 1] - days[place] <= LONGEST_STEP;
    return near ? [[points[place], point]] : [];
  });
  return { width, height: HEIGHT, points, lines, levels: [0, 5, 10].map((weight) => ({ weight, y: level(weight) })) };
}

// Every point says its number while there are few; then the two ends, the first highest and the first lowest.
function labelledOf(shown) {
  if (shown.length <= MOST_LABELS) return new Set(shown.keys());
  const weights = shown.map(({ weight }) => weight);
  return new Set([0, shown.length - 1, weights.indexOf(Math.max(...weights)), weights.indexOf(Math.min(...weights))]);
}

// The picture; `words`: { title, asDay } where asDay writes a day shortly.
export function drawPlot(layout, { title, asDay }) {
  const { width, height, points, lines, levels } = layout;
  const left = MARGIN.left - 12;
  const picture = made("svg", { class: "plot", viewBox: `0 0 ${width} ${height}`, width, height, role: "img" });
  picture.setAttribute("aria-label", title);
  for (const { weight, y } of levels) {
    picture.append(made("line", { class: "level", x1: left, y1: y, x2: width, y2: y }));
    picture.append(made("text", { class: "level-number", x: 0, y: y + 5 }, weight));
  }
  for (const [from, to] of lines) {
    picture.append(made("line", { class: "step-line", x1: from.x, y1: from.y, x2: to.x, y2: to.y }));
  }
  for (const { x, y, weight, labelled } of points) {
    picture.append(made("circle", { class: "evening-point", cx: x, cy: y, r: 5 }));
    if (labelled) picture.append(made("text", { class: "point-number", x, y: y - 11 }, weight));
  }
  const [first, last] = [points[0], points.at(-1)];
  const dated = last === first ? [[first, "middle"]] : [[first, "start"], [last, "end"]];
  for (const [{ x, day }, anchor] of dated) {
    const edge = { start: left, middle: x, end: width }[anchor];
    picture.append(made("text", { class: "day-name", x: edge, y: height - 6, "text-anchor": anchor }, asDay(day)));
  }
  return picture;
}

function made(name, attributes, text = null) {
  const piece = document.createElementNS(SPACE, name);
  for (const [attribute, given] of Object.entries(attributes)) piece.setAttribute(attribute, given);
  if (text !== null) piece.textContent = text;
  return piece;
}
