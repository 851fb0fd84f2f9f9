/* The list of batches: fetched anew while something in it moves, and somebody looks. */
import { fetchFragment } from "../base/fragments.js";
import { reconcile } from "../base/reconcile.js";

const REFRESH_MS = 3_000;
let timer = 0;

const list = () => document.getElementById("batch-list");
/* The way back stays as long as the page does. */
const isDeleted = (row) => row.classList.contains("batch--deleted");

function plan() {
  clearTimeout(timer);
  if ("moving" in list().dataset && document.visibilityState === "visible") timer = setTimeout(() => void refresh(), REFRESH_MS);
}

async function refresh() {
  const old = list();
  const rows = old.querySelector("#batch-rows");
  try {
    const fresh = await fetchFragment(location.href);
    const freshRows = fresh.querySelector("#batch-rows");
    // What was searched for meanwhile is newer.
    if (old !== list()) return;
    if (rows && freshRows) {
      reconcile(rows, freshRows, isDeleted);
      old.toggleAttribute("data-moving", "moving" in fresh.dataset);
    }
  } catch {
    // The next time will do.
  } finally {
    plan();
  }
}

document.addEventListener("visibilitychange", plan);
document.addEventListener("htmx:afterSettle", ({ target }) => (target.id === "batch-list" || target.matches?.(".batch")) && plan());

/* A row that was deleted gives the focus to what undoes that. */
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (!target.matches?.(".batch") || document.activeElement !== document.body) return;
  target.querySelector("button, a")?.focus();
});
plan();
