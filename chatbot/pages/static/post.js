// Posting a form of ours without leaving the page. The answer is HTML that our own templates made and escaped.
// A body is filled up to a whole number of steps, so that its length does not tell what was written.

const PATIENCE = 30000;
const BODY_STEP = 8192;
const FILLER = "&pad=";

export function filled(body) {
  const bare = body.length + FILLER.length;
  return body + FILLER + "x".repeat(Math.ceil(bare / BODY_STEP) * BODY_STEP - bare);
}

export async function post(address, fields, headers) {
  const answer = await fetch(address, {
    method: "POST",
    body: filled(new URLSearchParams(fields).toString()),
    headers: { Accept: "text/html", "Content-Type": "application/x-www-form-urlencoded", ...headers },
    credentials: "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE),
  });
  return asPage(answer);
}

export async function get(address) {
  const options = { headers: { Accept: "text/html" }, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" };
  return asPage(await fetch(address, { ...options, signal: AbortSignal.timeout(PATIENCE) }));
}

async function asPage(answer) {
  if (!(answer.headers.get("Content-Type") || "").startsWith("text/html")) throw new Error("not a page");
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

export function fieldsOf(form, submitter) {
  const fields = new FormData(form);
  if (submitter && submitter.name) fields.append(submitter.name, submitter.value);
  return fields;
}

export function addressOf(form, submitter) {
  return submitter && submitter.hasAttribute("formaction") ? submitter.formAction : form.action;
}
