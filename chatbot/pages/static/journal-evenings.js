// The evenings of a journal, as values: at most one for a day, in the order of the days. An evening is { day, weight,
// words, text, scales }: a date without an hour, how heavy the day was (0 to 10, or null), the ids of chosen words,
// some lines, and exercises as { exercise, before, after }. Pure.

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ID = /^[a-z][a-z_]{0,40}$/;
export const LONGEST_TEXT = 4000;
// Before five in the morning it is still the evening before.
const NIGHT_ENDS = 5;

// The evening of a moment, where the person is.
export function eveningOf(moment) {
  const shifted = new Date(moment);
  if (shifted.getHours() < NIGHT_ENDS) shifted.setDate(shifted.getDate() - 1);
  const parts = [shifted.getFullYear(), shifted.getMonth() + 1, shifted.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}

// The number of a day, for distances between days; NaN for what is no day.
export function dayNumber(day) {
  const moment = DAY.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  return Number.isNaN(moment) || new Date(moment).toISOString().slice(0, 10) !== day ? NaN : moment / 86_400_000;
}

export function isEmpty({ weight, words, text, scales }) {
  return weight === null && words.length === 0 && text === "" && scales.length === 0;
}

// `evenings` with `evening` in its place; it takes the place of `instead` when it was moved from that day.
export function withEvening(evenings, evening, instead = evening.day) {
  const others = evenings.filter(({ day }) => day !== evening.day && day !== instead);
  return [...others, evening].sort((one, other) => (one.day < other.day ? -1 : 1));
}

export function without(evenings, day) {
  return evenings.filter((each) => each.day !== day);
}

// `evenings` and those of a file whose day is not there yet: what was written here stays.
export function joined(evenings, others) {
  const here = new Set(evenings.map(({ day }) => day));
  return others.filter(({ day }) => !here.has(day)).reduce((all, each) => withEvening(all, each), evenings);
}

// What a journal holds, checked; null when it is not what this version writes.
export function readEvenings(content) {
  const evenings = content?.evenings;
  if (!Array.isArray(evenings) || !evenings.every(isEvening)) return null;
  const days = new Set(evenings.map(({ day }) => day));
  return days.size === evenings.length ? evenings.reduce((all, each) => withEvening(all, each), []) : null;
}

export function isZeroToTen(number) {
  return Number.isInteger(number) && number >= 0 && number <= 10;
}

function isEvening(evening) {
  const { day, weight, words, text, scales } = evening ?? {};
  return (
    typeof day === "string" && !Number.isNaN(dayNumber(day)) &&
    (weight === null || isZeroToTen(weight)) &&
    Array.isArray(words) && words.every((word) => ID.test(word)) &&
    typeof text === "string" && text.length <= LONGEST_TEXT &&
    Array.isArray(scales) && scales.every(isScale)
  );
}

function isScale(scale) {
  const { exercise, before, after } = scale ?? {};
  return ID.test(exercise) && isZeroToTen(before) && isZeroToTen(after);
}

// The exercise that a link brings after its #, as in "slow_breathing.7.5"; null for anything else.
export function readScale(fragment) {
  const found = /^([a-z][a-z_]{0,40})\.(\d{1,2})\.(\d{1,2})$/.exec(fragment);
  const scale = found && { exercise: found[1], before: Number(found[2]), after: Number(found[3]) };
  return scale && isScale(scale) ? scale : null;
}
