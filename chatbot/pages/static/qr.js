// A QR code drawn in the browser (ISO/IEC 18004): what it holds never leaves the page.

import { alignmentPlaces, codewords, sizeOf, versionFor } from "./qr-codewords.js";

const LEVEL_L = 0b01;
const QUIET = 4;
const SVG = "http://www.w3.org/2000/svg";

const MASKS = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (row, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
];

// The squares of the code as rows of booleans, true for dark; a RangeError when the text is too long.
export function qrMatrix(text) {
  const content = new TextEncoder().encode(text);
  const version = versionFor(content.length);
  const { squares, fixed } = frameOf(version);
  fill(squares, fixed, codewords(content, version));
  const candidates = MASKS.map((mask, number) => {
    const masked = squares.map((line, row) =>
      line.map((dark, column) => (fixed[row][column] ? dark : dark !== mask(row, column))),
    );
    writeFormat(masked, number);
    return { masked, cost: penalty(masked) };
  });
  return candidates.reduce((best, one) => (one.cost < best.cost ? one : best)).masked;
}

// The same as a picture, black on white in any theme, with its quiet zone; `label` is for who cannot see it.
export function qrPicture(text, label) {
  const squares = qrMatrix(text);
  const side = squares.length + 2 * QUIET;
  const picture = document.createElementNS(SVG, "svg");
  const attributes = { viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" };
  for (const [name, value] of Object.entries(attributes)) picture.setAttribute(name, value);
  const ground = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ width: side, height: side, fill: "#fff" })) ground.setAttribute(name, value);
  const ink = document.createElementNS(SVG, "path");
  ink.setAttribute("fill", "#000");
  ink.setAttribute("d", squares.flatMap((line, row) => runs(line).map(([from, to]) => barAt(row, from, to))).join(""));
  picture.append(ground, ink);
  return picture;
}

const barAt = (row, from, to) => `M${from + QUIET} ${row + QUIET}h${to - from}v1h${from - to}z`;

function runs(line) {
  const found = [];
  line.forEach((dark, column) => {
    if (!dark) return;
    if (line[column - 1]) found.at(-1)[1] = column + 1;
    else found.push([column, column + 1]);
  });
  return found;
}

// What is the same whatever is written: the three corners, the timing lines, the alignments, the version; and which
// squares are thereby taken.
function frameOf(version) {
  const size = sizeOf(version);
  const squares = Array.from({ length: size }, () => new Array(size).fill(false));
  const fixed = Array.from({ length: size }, () => new Array(size).fill(false));
  const set = (row, column, dark) => {
    if (row < 0 || column < 0 || row >= size || column >= size) return;
    squares[row][column] = dark;
    fixed[row][column] = true;
  };
  for (let place = 0; place < size; place += 1) {
    set(6, place, place % 2 === 0);
    set(place, 6, place % 2 === 0);
  }
  for (const [row, column] of [[3, 3], [3, size - 4], [size - 4, 3]]) rings(set, row, column, 4, (ring) => ring !== 2 && ring !== 4);
  const places = alignmentPlaces(version);
  for (const row of places) {
    for (const column of places) {
      const onCorner = (row === 6 && (column === 6 || column === size - 7)) || (row === size - 7 && column === 6);
      if (!onCorner) rings(set, row, column, 2, (ring) => ring !== 1);
    }
  }
  // The format, which depends on the mask, is written later beside the corners.
  for (let place = 0; place < 9; place += 1) {
    for (const [row, column] of [[8, place], [place, 8]]) if (!fixed[row][column]) set(row, column, false);
    if (place === 8) continue;
    for (const [row, column] of [[8, size - 1 - place], [size - 1 - place, 8]]) set(row, column, false);
  }
  set(size - 8, 8, true);
  if (version >= 7) {
    const bits = (version << 12) | remainder(version, 12, 0x1f25);
    for (let place = 0; place < 18; place += 1) {
      const [along, across] = [Math.floor(place / 3), size - 11 + (place % 3)];
      const dark = Boolean((bits >>> place) & 1);
      set(along, across, dark);
      set(across, along, dark);
    }
  }
  return { squares, fixed };
}

function rings(set, row, column, reach, isDark) {
  for (let down = -reach; down <= reach; down += 1) {
    for (let right = -reach; right <= reach; right += 1) {
      set(row + down, column + right, isDark(Math.max(Math.abs(down), Math.abs(right))));
    }
  }
}

// The level and the mask, written twice around the corners.
function writeFormat(squares, mask) {
  const size = squares.length;
  const chosen = (LEVEL_L << 3) | mask;
  const bits = ((chosen << 10) | remainder(chosen, 10, 0x537)) ^ 0x5412;
  for (let place = 0; place < 15; place += 1) {
    const dark = Boolean((bits >>> place) & 1);
    if (place < 6) squares[place][8] = dark;
    else if (place < 8) squares[place + 1][8] = dark;
    else if (place === 8) squares[8][7] = dark;
    else squares[8][14 - place] = dark;
    if (place < 8) squares[8][size - 1 - place] = dark;
    else squares[size - 15 + place][8] = dark;
  }
}

// What a BCH code adds: the remainder of `value` with `degree` zeros behind it, divided by the generator.
function remainder(value, degree, generator) {
  let rest = value;
  for (let turn = 0; turn < degree; turn += 1) rest = (rest << 1) ^ ((rest >>> (degree - 1)) & 1 ? generator : 0);
  return rest & ((1 << degree) - 1);
}

// Two columns at a time from the right, up and down in turn, past the timing column.
function fill(squares, fixed, words) {
  const size = squares.length;
  let place = 0;
  for (let right = size - 1, upwards = true; right > 0; right -= 2, upwards = !upwards) {
    if (right === 6) right -= 1;
    for (let turn = 0; turn < size; turn += 1) {
      const row = upwards ? size - 1 - turn : turn;
      for (const column of [right, right - 1]) {
        if (fixed[row][column]) continue;
        squares[row][column] = Boolean((words[place >>> 3] >>> (7 - (place & 7))) & 1);
        place += 1;
      }
    }
  }
}

// How hard the code is to read: long runs, plain blocks, what looks like a corner, an uneven share of dark squares.
function penalty(squares) {
  const size = squares.length;
  const columns = squares.map((_, column) => squares.map((line) => line[column]));
  let cost = 0;
  for (const line of [...squares, ...columns]) {
    const written = line.map((dark) => (dark ? "1" : "0")).join("");
    for (const run of written.match(/0{5,}|1{5,}/g) || []) cost += run.length - 2;
    for (const likeness of ["00001011101", "10111010000"]) {
      for (let at = written.indexOf(likeness); at >= 0; at = written.indexOf(likeness, at + 1)) cost += 40;
    }
  }
  let dark = 0;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const square = squares[row][column];
      if (square) dark += 1;
      const below = squares[row + 1];
      if (below && column + 1 < size && square === squares[row][column + 1] && square === below[column] && square === below[column + 1]) cost += 3;
    }
  }
  return cost + 10 * Math.floor(Math.abs((20 * dark) / (size * size) - 10));
}
