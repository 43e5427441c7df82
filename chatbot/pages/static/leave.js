// Leaving at once: the page is emptied before anything else, then replaced by a neutral one, so that the browser's
// Back button does not find the conversation again.

const TWICE_WITHIN = 1200;

export function leaveNow() {
  const leave = document.getElementById("leave");
  const address = leave ? leave.href : "about:blank";
  document.title = leave ? leave.dataset.neutralTitle : "";
  document.body.replaceChildren();
  window.location.replace(address);
}

export function armLeave() {
  let lastEscape = -Infinity;
  document.addEventListener("click", (event) => {
    if (event.target.closest("#leave, [data-leave]")) {
      event.preventDefault();
      leaveNow();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    if (event.timeStamp - lastEscape < TWICE_WITHIN) leaveNow();
    lastEscape = event.timeStamp;
  });
  // A page that the browser kept in memory and shows again starts anew.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}

// Our own pages replace one another: one line of history in this tab, not a trail.
export function quietLinks() {
  document.addEventListener("click", (event) => {
    const link = quietLinkOf(event);
    if (!link) return;
    event.preventDefault();
    window.location.replace(link.href);
  });
}

// The link of ours that a plain click means to follow in this tab; null for any other click.
export function quietLinkOf(event) {
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  return plain && !event.defaultPrevented ? event.target.closest("a[data-quiet]") : null;
}
