// What every page of ours says of the present period, the same for everybody, and chance.

// { window, ends (milliseconds), term, least }: the counting window, its end, the term of the passes, the smallest
// group that a figure is about.
export function asWindow() {
  const { window, windowEnds, term, least } = document.body.dataset;
  return { window, ends: Date.parse(windowEnds), term, least: Number(least) };
}

// A number from 0 up to 1, of 32 bits, that nobody can guess.
export function chance() {
  return crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32;
}

// The last day of a term, as people here write it.
export function lastDay(term, lang) {
  const [, year, week] = /^(\d{4})-W(\d{2})-13w$/.exec(term).map(Number);
  // The fourth of January is always in the first week.
  const fourth = new Date(Date.UTC(year, 0, 4));
  const monday = 4 - ((fourth.getUTCDay() + 6) % 7) + 7 * (week - 1);
  return asDay(Date.UTC(year, 0, monday + 13 * 7 - 1), lang, "UTC");
}

// A day as people here write it.
export function asDay(moment, lang, timeZone) {
  const locale = lang === "en" ? "en-GB" : "fr-FR";
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", timeZone }).format(moment);
}
