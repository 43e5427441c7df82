// The employees' pages, with JavaScript. Everything works without it; this only spares reloads and keeps quieter.
// Nothing is stored but the pass, and only when the person asks. No address but our own is ever called.

import { armLeave, quietLinks } from "./leave.js";
import { armPass, furnishPass } from "./pass.js";
import { armPlaces } from "./places.js";
import { armTalk, furnishTalk } from "./talk.js";

function furnish() {
  document.documentElement.classList.add("with-script");
  for (const piece of document.querySelectorAll("[data-with-script]")) piece.hidden = false;
  furnishTalk();
  furnishPass();
}

// A browser that cannot say which button was pressed, or cannot give up waiting, keeps the plain forms.
const able = "submitter" in SubmitEvent.prototype && "timeout" in AbortSignal;

armLeave();
quietLinks();
armPass();
if (able) {
  armTalk(furnish);
  armPlaces(furnish);
}
furnish();
