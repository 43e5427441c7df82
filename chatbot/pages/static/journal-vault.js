// The journal, locked: what a passphrase makes of it and gives back (docs/journal-format.md). The key never leaves
// this module's objects and cannot be exported; nothing here stores or shows anything.

import { fromBase64url, toBase64url } from "./base64url.js";

export const ITERATIONS = 600_000;
export const LEAST_SIGNS = 10;
// More would only freeze the page that opens a file made to do so.
const MOST_ITERATIONS = 10_000_000;
const VERSION = 1;
const KDF = "PBKDF2-HMAC-SHA-256";
const CIPHER = "AES-256-GCM";
const STEP = 4096;

// The text is no journal of ours, or is one of a later version; `reason`: "malformed" or "newer".
export class NotAJournal extends Error {
  constructor(reason) {
    super(`This text cannot be read as a journal: ${reason}.`);
    this.name = "NotAJournal";
    this.reason = reason;
  }
}

// The passphrase is not the one, or the text was changed since: the cipher cannot tell one from the other.
export class NotOpened extends Error {
  constructor() {
    super("The passphrase does not open this journal.");
    this.name = "NotOpened";
  }
}

// A key made of a passphrase; `seal` and `open` take and give anything that JSON can say.
export class Vault {
  #key;
  #kdf;

  constructor(key, kdf) {
    this.#key = key;
    this.#kdf = kdf;
  }

  static async create(passphrase) {
    const kdf = { name: KDF, iterations: ITERATIONS, salt: toBase64url(crypto.getRandomValues(new Uint8Array(16))) };
    return new Vault(await keyOf(passphrase, kdf), kdf);
  }

  // The vault of the journal `text`, and what it holds; throws NotAJournal or NotOpened.
  static async unlock(text, passphrase) {
    const { kdf } = readEnvelope(text);
    const vault = new Vault(await keyOf(passphrase, kdf), kdf);
    return { vault, content: await vault.open(text) };
  }

  // Whether `text` was sealed under the same passphrase and salt.
  locks(text) {
    return headerOf(readEnvelope(text).kdf) === headerOf(this.#kdf);
  }

  async seal(content) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt(this.#algorithm(iv), this.#key, padded(JSON.stringify(content)));
    const cipher = { name: CIPHER, iv: toBase64url(iv) };
    const written = toBase64url(new Uint8Array(sealed));
    return JSON.stringify({ format: "journal", version: VERSION, kdf: this.#kdf, cipher, content: written });
  }

  async open(text) {
    const { iv, content } = readEnvelope(text);
    let plain = null;
    try {
      plain = await crypto.subtle.decrypt(this.#algorithm(iv), this.#key, content);
    } catch {
      throw new NotOpened();
    }
    return JSON.parse(new TextDecoder().decode(plain));
  }

  // The version and the parameters are sealed with the content: none can be changed without being noticed.
  #algorithm(iv) {
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(headerOf(this.#kdf)) };
  }
}

function headerOf({ iterations, salt }) {
  return `journal.${VERSION}.${KDF}.${iterations}.${salt}.${CIPHER}`;
}

// Composed accents: the same passphrase gives the same bytes from every keyboard.
async function keyOf(passphrase, { iterations, salt }) {
  const written = new TextEncoder().encode(passphrase.normalize("NFC"));
  const material = await crypto.subtle.importKey("raw", written, "PBKDF2", false, ["deriveKey"]);
  const derivation = { name: "PBKDF2", hash: "SHA-256", iterations, salt: fromBase64url(salt) };
  return crypto.subtle.deriveKey(derivation, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

// Filled with spaces to a whole number of steps: the size does not tell how much was written.
function padded(text) {
  const bare = new TextEncoder().encode(text);
  const bytes = new Uint8Array(Math.ceil(bare.length / STEP) * STEP).fill(0x20);
  bytes.set(bare);
  return bytes;
}

function readEnvelope(text) {
  let read = null;
  try {
    read = JSON.parse(text);
  } catch {
    throw new NotAJournal("malformed");
  }
  if (read?.format !== "journal" || !Number.isInteger(read.version)) throw new NotAJournal("malformed");
  if (read.version > VERSION) throw new NotAJournal("newer");
  const iv = fromBase64url(read.cipher?.iv);
  const content = fromBase64url(read.content);
  const sound =
    read.version === VERSION && isKdf(read.kdf) && read.cipher?.name === CIPHER && iv?.length === 12 && content !== null;
  if (!sound) throw new NotAJournal("malformed");
  return { kdf: read.kdf, iv, content };
}

function isKdf(kdf) {
  const { name, iterations, salt } = kdf ?? {};
  const enough = Number.isInteger(iterations) && iterations >= ITERATIONS && iterations <= MOST_ITERATIONS;
  return name === KDF && enough && fromBase64url(salt)?.length === 16;
}
