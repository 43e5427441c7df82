// Where the locked journal stands: one text in this browser's local storage. Not IndexedDB: the journal is one small
// text that is written whole or not at all, read at once when a page opens, and gone when it is removed, without a
// database left behind by its name.

const PLACE = "journal";

export const shelf = {
  // The journal as it was sealed, or null.
  get text() {
    try {
      return window.localStorage.getItem(PLACE);
    } catch {
      return null;
    }
  },
  get isEmpty() {
    return this.text === null;
  },
  // Put a journal there; false when the browser refuses, and then what stood there still does.
  put(text) {
    try {
      window.localStorage.setItem(PLACE, text);
      return true;
    } catch {
      return false;
    }
  },
  erase() {
    try {
      window.localStorage.removeItem(PLACE);
    } catch {
      // A browser that refuses storage has nothing to erase.
    }
  },
};
