// The employees' pages, with JavaScript. Everything but being counted works without it; this only spares reloads and
// keeps quieter. Nothing is stored but the pass, what waits for it and the journal, and only when the person asks. No
// address but our own is ever called.

import { furnishCounting } from "./counting.js";
import { furnishExchange } from "./exchange.js";
import { armHolding, furnishHolding } from "./holding.js";
import { armKeep, furnishKeep } from "./keep.js";
import { armLeave, quietLinks } from "./leave.js";
import { armForget, furnishForget, furnishOwn } from "./own-pass.js";
import { armPlaces } from "./places.js";
import { armPrepare, furnishPrepare } from "./prepare.js";
import { furnishRemembered } from "./remembered.js";
import { furnishScale } from "./scale.js";
import { armTalk, furnishTalk } from "./talk.js";
import { armWaiting, furnishWaiting } from "./waiting.js";

function furnish() {
  document.documentElement.classList.add("with-script");
  for (const piece of document.querySelectorAll("[data-with-script]")) piece.hidden = false;
  for (const each of [
    furnishTalk, furnishExchange, furnishHolding, furnishCounting, furnishOwn, furnishForget, furnishRemembered, furnishWaiting,
    furnishPrepare, furnishKeep,
    furnishScale,
  ]) each();
  // The journal's modules are loaded on its own page only, and nowhere near a conversation.
  if (document.querySelector('[data-part="journal"]')) import("./journal.js").then((journal) => journal.furnishJournal());
}

// A browser that cannot say which button was pressed, or cannot give up waiting, keeps the plain forms.
const able = "submitter" in SubmitEvent.prototype && "timeout" in AbortSignal;

armLeave();
if (able) {
  armTalk(furnish);
  armPlaces(furnish);
  armHolding();
  armPrepare();
  armForget();
  armWaiting();
  armKeep();
}
quietLinks();
furnish();
