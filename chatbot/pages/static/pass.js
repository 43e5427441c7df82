// The pass: the one thing that may stay on a device, when the person says so, until the person deletes it.

const PLACE = "pass";

export function furnishPass() {
  const stored = read();
  const box = document.querySelector("[data-stored-pass]");
  if (box && stored && !box.value) {
    box.value = stored;
    document.querySelector("[data-stored-hint]").hidden = false;
  }
  const forget = document.querySelector("[data-pass-forget]");
  if (forget) forget.hidden = !stored;
}

export function armPass() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-keep], [data-forget]");
    if (!button) return;
    if (button.hasAttribute("data-forget")) forget();
    else if (button.hasAttribute("data-keep")) say(keep() ? "kept" : "byHand");
    else say((await copy()) ? "copied" : "byHand");
  });
}

async function copy() {
  const pass = document.getElementById("pass");
  pass.select();
  try {
    await navigator.clipboard.writeText(pass.value);
    return true;
  } catch {
    return false;
  }
}

function keep() {
  try {
    window.localStorage.setItem(PLACE, document.getElementById("pass").value);
    return true;
  } catch {
    return false;
  }
}

function forget() {
  try {
    window.localStorage.removeItem(PLACE);
  } catch {
    // A browser that refuses storage has nothing to forget.
  }
  document.querySelector("[data-pass-forget]").hidden = true;
  const status = document.querySelector("[data-forgotten]");
  status.textContent = status.dataset.forgotten;
}

function read() {
  try {
    return window.localStorage.getItem(PLACE);
  } catch {
    return null;
  }
}

function say(what) {
  const status = document.querySelector("[data-copied]");
  status.textContent = status.dataset[what];
}
