/* The form of a question: rows for variables, and fields that follow the kind of talk. */

const watched = new WeakSet();

/** Dress the form that is on the page now; each is dressed once. */
export function watchForm() {
  const form = document.getElementById("question");
  if (!form || watched.has(form)) return;
  watched.add(form);
  const add = form.querySelector("[data-add-variable]");
  add.hidden = false;
  add.addEventListener("click", () => addRow(form));
  form.addEventListener("change", ({ target }) => target.name === "kind" && chooseKind(form, target.value));
}

function addRow(form) {
  const rows = form.querySelector("#variable-rows");
  const row = rows.lastElementChild.cloneNode(true);
  for (const input of row.querySelectorAll("input")) input.value = "";
  rows.append(row);
  row.querySelector("input").focus();
}

/* ERNIE Bot has no endpoint: what was typed is put aside, and its parameters with it. */
function chooseKind(form, kind) {
  const endpoint = form.querySelector("[name=endpoint]");
  const wanted = kind === "ernie" ? "" : (form.dataset.endpoint ?? endpoint.value);
  if (kind === "ernie") form.dataset.endpoint = endpoint.value;
  if (endpoint.value === wanted) return;
  endpoint.value = wanted;
  endpoint.dispatchEvent(new Event("change", { bubbles: true }));
}
