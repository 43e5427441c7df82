// The codewords of a QR code (ISO/IEC 18004) in byte mode at level L: a screen neither tears nor stains, and fewer
// squares are easier for a camera. Versions 1 to 25 hold up to 1,273 bytes.

export const MOST_BYTES = 1273;

// For each version from 1: how many blocks, and how many error correction codewords in each (table 9, level L).
const BLOCKS = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12];
const CORRECTION = [
  7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26,
];
const BYTE_MODE = 0b0100;
const FILLERS = [0xec, 0x11];

export const sizeOf = (version) => 4 * version + 17;

export function alignmentPlaces(version) {
  if (version === 1) return [];
  const gaps = Math.floor(version / 7) + 1;
  const last = sizeOf(version) - 7;
  const step = 2 * Math.ceil((last - 6) / (2 * gaps));
  return [6, ...Array.from({ length: gaps }, (_, place) => last - step * (gaps - 1 - place))];
}

// The smallest version that holds so many bytes; a RangeError when none does.
export function versionFor(bytes) {
  for (let version = 1; version <= BLOCKS.length; version += 1) {
    if (headerBits(version) + 8 * bytes <= 8 * dataCodewords(version)) return version;
  }
  throw new RangeError(`A QR code of ours holds ${MOST_BYTES} bytes, not ${bytes}.`);
}

// Every codeword in the order in which it is drawn.
export function codewords(content, version) {
  const blocks = inBlocks(filled(content, version), version);
  const corrections = blocks.map((block) => correction(block, CORRECTION[version - 1]));
  return [...interleaved(blocks), ...interleaved(corrections)];
}

function allCodewords(version) {
  const size = sizeOf(version);
  const along = alignmentPlaces(version).length;
  const alignments = along ? along * along - 3 : 0;
  // Of the squares of an alignment pattern, those on a timing line are counted with that line.
  const shared = along ? 2 * (along - 2) * 5 : 0;
  const fixed = 3 * 64 + 31 + 2 * (size - 16) + 25 * alignments - shared + (version < 7 ? 0 : 36);
  return Math.floor((size * size - fixed) / 8);
}

const dataCodewords = (version) => allCodewords(version) - BLOCKS[version - 1] * CORRECTION[version - 1];
const headerBits = (version) => 4 + (version < 10 ? 8 : 16);

function filled(content, version) {
  const bits = [];
  const put = (value, length) => {
    for (let place = length - 1; place >= 0; place -= 1) bits.push((value >>> place) & 1);
  };
  put(BYTE_MODE, 4);
  put(content.length, headerBits(version) - 4);
  for (const byte of content) put(byte, 8);
  const room = 8 * dataCodewords(version);
  put(0, Math.min(4, room - bits.length));
  put(0, -bits.length & 7);
  for (let turn = 0; bits.length < room; turn += 1) put(FILLERS[turn % 2], 8);
  return Array.from({ length: room / 8 }, (_, place) =>
    bits.slice(8 * place, 8 * place + 8).reduce((byte, bit) => 2 * byte + bit, 0),
  );
}

// The last blocks are one codeword longer when the data does not divide evenly.
function inBlocks(bytes, version) {
  const count = BLOCKS[version - 1];
  const short = Math.floor(bytes.length / count);
  const shortBlocks = count - (bytes.length % count);
  let start = 0;
  return Array.from({ length: count }, (_, place) => {
    const end = start + short + (place < shortBlocks ? 0 : 1);
    const block = bytes.slice(start, end);
    start = end;
    return block;
  });
}

function interleaved(blocks) {
  const longest = Math.max(...blocks.map((block) => block.length));
  const places = Array.from({ length: longest }, (_, place) => place);
  return places.flatMap((place) => blocks.filter((block) => place < block.length).map((block) => block[place]));
}

// Reed-Solomon over GF(256) with the polynomial x^8 + x^4 + x^3 + x^2 + 1 and the generator 2.
const POWERS = new Uint8Array(255);
const LOGARITHMS = new Uint8Array(256);
for (let exponent = 0, value = 1; exponent < 255; exponent += 1) {
  POWERS[exponent] = value;
  LOGARITHMS[value] = exponent;
  value = (value << 1) ^ (value & 0x80 ? 0x11d : 0);
}
const product = (one, other) => (one && other ? POWERS[(LOGARITHMS[one] + LOGARITHMS[other]) % 255] : 0);

function correction(block, length) {
  const generator = generatorOf(length);
  const rest = new Array(length).fill(0);
  for (const byte of block) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    generator.forEach((coefficient, place) => {
      rest[place] ^= product(coefficient, factor);
    });
  }
  return rest;
}

// (x - 1)(x - 2)(x - 4)..., highest power first, without its leading 1.
function generatorOf(length) {
  let polynomial = [1];
  for (let exponent = 0; exponent < length; exponent += 1) {
    const root = POWERS[exponent];
    const next = [...polynomial, 0];
    polynomial.forEach((coefficient, place) => {
      next[place + 1] ^= product(coefficient, root);
    });
    polynomial = next;
  }
  return polynomial.slice(1);
}
