// On the page of the public record: whether the list is the one that this browser saw before, or continues it.

import { NoAnswer } from "./json-answer.js";
import { readKeyList } from "./key-list.js";
import { pocket } from "./pocket.js";
import { fetchRecord } from "./record.js";

export async function furnishRemembered() {
  const note = document.querySelector("[data-remembered]");
  if (!note || pocket.head === null || !globalThis.crypto?.subtle) return;
  const said = await compared();
  if (said === null) return;
  const words = document.querySelector("[data-remembered-words]").content;
  note.textContent = words.querySelector(`[data-say="${said}"]`).textContent;
  note.hidden = false;
}

async function compared() {
  try {
    const { head } = await readKeyList((await fetchRecord()).key_list, { rememberedHead: pocket.head });
    pocket.rememberHead(head);
    return "same";
  } catch (error) {
    return error instanceof NoAnswer ? null : "other";
  }
}
