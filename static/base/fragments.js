/* Fragments of HTML from our own server, fetched by a script where htmx has no element to ask with. */

export class FragmentError extends Error {
  constructor(status) {
    super(`The server answered ${status}.`);
    this.status = status;
  }
}

const ownHeaders = () => ({ "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers")) });

/** Ask for a fragment and return its root element. Raises: FragmentError, TypeError without a network. */
export async function fetchFragment(url, { data } = {}) {
  const response = await fetch(url, {
    method: data ? "POST" : "GET",
    headers: ownHeaders(),
    body: data ? new URLSearchParams(data) : undefined,
    credentials: "same-origin",
    // A redirect leads to the sign-in page, which is no fragment.
    redirect: "manual",
  });
  if (!response.ok) throw new FragmentError(response.status || 401);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.body.firstElementChild && document.adoptNode(page.body.firstElementChild);
}

/** Send fields as a form does; returns what came back as JSON, or null. Raises: FragmentError, TypeError. */
export async function sendForm(url, fields) {
  const body = new URLSearchParams(fields);
  const response = await fetch(url, { method: "POST", headers: ownHeaders(), body, redirect: "manual" });
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  if (!response.ok && !isJson) throw new FragmentError(response.status || 401);
  return isJson ? response.json() : null;
}

/** Put `fresh` in the place of `old`, with its htmx attributes alive. */
export function replaceNode(old, fresh) {
  old.replaceWith(fresh);
  window.htmx.process(fresh);
}
