// Base64 for addresses (RFC 4648, section 5) without padding, in its one canonical form.

export function toBase64url(bytes) {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

// The bytes; null when `text` is not what toBase64url writes.
export function fromBase64url(text) {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return null;
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  // The last sign may hold bits that mean nothing: one content has one written form only.
  return toBase64url(bytes) === text ? bytes : null;
}
