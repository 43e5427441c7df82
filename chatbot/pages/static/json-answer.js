// Asking our own server for JSON: nothing of the browser goes along, nothing of the answer is cached, and whatever
// goes wrong on the way is one thing, no answer.

const PATIENCE = 30000;

// Nothing readable came back: the network failed, or something on the way answered in our server's place.
export class NoAnswer extends Error {
  constructor() {
    super("No answer came back.");
    this.name = "NoAnswer";
  }
}

// What `address` says; throws NoAnswer. `options` are those of fetch, for a request that is more than a reading.
export async function askJson(address, options = {}) {
  try {
    const answer = await fetch(address, {
      ...options,
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status !== 200) throw new NoAnswer();
    return await answer.json();
  } catch {
    throw new NoAnswer();
  }
}
