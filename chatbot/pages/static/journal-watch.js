// When an open journal locks itself: after a time without use, after a time out of sight, when the page goes away.
// Hours are compared, not only timers waited for: a hidden page's timers sleep.

export const UNUSED = 5 * 60_000;
export const OUT_OF_SIGHT = 2 * 60_000;
const EVERY = 5_000;
const USES = ["pointerdown", "keydown", "input", "wheel"];

// Call `lock` once when it is time; gives a function that stops the watch. `isThere` says whether what is watched is
// still on the page.
export function watch(lock, isThere) {
  let used = Date.now();
  let hiddenSince = document.hidden ? used : null;
  const ending = new AbortController();
  const { signal } = ending;
  const end = () => {
    ending.abort();
    window.clearInterval(timer);
  };
  const lockIfDue = () => {
    const now = Date.now();
    const due = now - used >= UNUSED || (hiddenSince !== null && now - hiddenSince >= OUT_OF_SIGHT) || !isThere();
    if (!due) return;
    end();
    lock();
  };
  const timer = window.setInterval(lockIfDue, EVERY);
  for (const use of USES) {
    // A use that comes too late does not count: the journal is locked first.
    document.addEventListener(use, () => (lockIfDue(), (used = Date.now())), { signal, capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", () => {
    lockIfDue();
    hiddenSince = document.hidden ? Date.now() : null;
  }, { signal });
  window.addEventListener("pagehide", () => (end(), lock()), { signal });
  return end;
}
