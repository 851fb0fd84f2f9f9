/* The timeline: while a run in it is live, and somebody looks, what has changed is fetched; new runs
 * come in at the top. */
import { fetchFragment } from "../base/fragments.js";

const REFRESH_MS = 2_000;
let timer = 0;

const list = () => document.getElementById("run-list");
const rows = () => document.getElementById("run-rows");
const liveRows = () => [...(rows()?.querySelectorAll(".run[data-live]") ?? [])];

function plan() {
  clearTimeout(timer);
  if (liveRows().length && document.visibilityState === "visible") timer = setTimeout(() => void refresh(), REFRESH_MS);
}

async function refresh() {
  const shown = list();
  if (!rows()) return;
  try {
    const fresh = await fetchFragment(`${shown.dataset.changes}?${changesQuery(shown)}`);
    // What was searched for meanwhile is newer.
    if (shown === list()) put(shown, fresh);
  } catch {
    // The next time will do.
  } finally {
    plan();
  }
}

function changesQuery(shown) {
  const query = new URLSearchParams(location.search);
  query.delete("before");
  // Older pages, read on their own, do not grow at the top.
  if (!("older" in shown.dataset)) query.set("newest", shown.dataset.newest);
  for (const row of liveRows()) query.append("run", row.id.slice("run-".length));
  return query;
}

function put(shown, fresh) {
  const top = rows().firstElementChild;
  let isChanged = false;
  for (const row of [...fresh.children]) {
    const old = document.getElementById(row.id);
    if (old?.isEqualNode(row)) continue;
    if (old) replaceRow(old, row);
    else top.before(row);
    isChanged ||= !("live" in row.dataset);
  }
  shown.dataset.newest = fresh.dataset.newest;
  if (isChanged) addUpAgain();
}

/* Not while somebody reads what each model has used. */
function addUpAgain() {
  const totals = document.querySelector(".timeline__totals");
  if (!totals.querySelector("details[open]")) window.htmx.trigger(totals, "outdated");
}

function replaceRow(old, row) {
  const hadFocus = old.contains(document.activeElement);
  old.replaceWith(row);
  if (hadFocus) row.querySelector("a").focus({ preventScroll: true });
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") void refresh();
  else clearTimeout(timer);
});
document.addEventListener("htmx:afterSettle", plan);
plan();
