// When a declaration that waits in this browser is sent. Fetching a pass and using it at once would let somebody who
// watches the server put the two side by side; so the moment is drawn by chance, and there must be others to hide
// among. Pure: the time, the chance and the figures are given.

const HOUR = 3_600_000;

export const EARLIEST = 1 * HOUR;
export const LATEST = 72 * HOUR;
// Left before the end of the window, for a page to be opened in.
export const MARGIN = 2 * HOUR;
// Near the end of the window a smaller crowd has to do: waiting for a larger one would lose the declaration.
export const LAST_DAYS = 7 * 24 * HOUR;
export const LEAST_IN_LAST_DAYS = 2;

// The moment, in milliseconds, drawn evenly (`chance` from 0 up to 1) between one hour and three days from `now`, but
// before the window `ends`; null when too little of the window is left to wait in.
export function drawMoment(now, ends, chance) {
  const first = now + EARLIEST;
  const last = Math.min(now + LATEST, ends - MARGIN);
  return last > first ? first + chance * (last - first) : null;
}

// Why waiting is the better choice, if it is: "today" when the pass was obtained today in this browser, or just now
// on this page; "few" when too few passes are known in the unit for its uses to be confused; null otherwise. `left` is
// what is left of the window.
export function reasonToWait({ obtained, today, fresh, issued, least, left }) {
  if (fresh || obtained === today) return "today";
  return isCrowd(issued, least, left) ? null : "few";
}

// What becomes of a declaration that is `due` at a moment and for a window that `ends`: "wait", "send" or "drop".
// `window` is the page's window (ids sort by time); `issued` how many passes its unit has, null when nobody knows
// yet; `least` the smallest crowd of this installation.
export function whatToDo(waiting, { now, window, issued, least }) {
  if (now >= waiting.ends || window > waiting.window) return "drop";
  if (now < waiting.due) return "wait";
  return isCrowd(issued, least, waiting.ends - now) ? "send" : "wait";
}

function isCrowd(issued, least, left) {
  const enough = left <= LAST_DAYS ? Math.min(least, LEAST_IN_LAST_DAYS) : least;
  return issued !== null && issued >= enough;
}
