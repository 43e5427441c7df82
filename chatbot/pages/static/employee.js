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

armLeave();
quietLinks();
armPass();
armTalk(furnish);
armPlaces(furnish);
furnish();
