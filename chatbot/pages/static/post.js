// Posting a form of ours without leaving the page. The answer is HTML that our own templates made and escaped.

const PATIENCE = 30000;

export async function post(address, fields, headers) {
  const answer = await fetch(address, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { Accept: "text/html", ...headers },
    credentials: "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE),
  });
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
