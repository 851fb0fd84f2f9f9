/* The table of rows: a click on a row opens it, and what has changed comes without moving the rest. */
import { fetchFragment, replaceNode } from "../base/fragments.js";
import { reconcile } from "../base/reconcile.js";
import "./row.js";

const REFRESH_MS = 2_000;

/** The address of the list, to come back to when a row is closed. */
let listAddress = location.href;

export function watchRows() {
  const dialog = document.getElementById("row-dialog");
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) dialog.close();
    const line = event.target.closest(".line");
    const isOther = event.target.closest("a, button") || !getSelection().isCollapsed;
    if (!line || isOther) return;
    const link = line.querySelector(".line__link");
    // A dialog gives the focus back to what had it.
    link.focus();
    link.click();
  });
  // Before htmx changes the address to that of the row.
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.elt.matches(".line__link")) listAddress = location.href;
  });
  dialog.addEventListener("close", () => {
    document.getElementById("row-body").replaceChildren();
    history.replaceState(null, "", listAddress);
  });
  document.addEventListener("htmx:responseError", ({ target }) => {
    if (target.id === "row-body" && dialog.open) dialog.close();
  });
}

/** Fetches the rows that are shown anew, at most every two seconds and only while somebody looks. */
export class RowRefresher {
  #timer = 0;
  #isBusy = false;
  #isWanted = false;

  constructor() {
    document.addEventListener("visibilitychange", () => this.#isWanted && this.#plan());
  }

  want() {
    this.#isWanted = true;
    this.#plan();
  }

  #plan() {
    if (this.#timer || this.#isBusy || document.visibilityState === "hidden") return;
    this.#timer = setTimeout(() => void this.#refresh(), REFRESH_MS);
  }

  async #refresh() {
    this.#timer = 0;
    const rows = document.getElementById("rows");
    this.#isWanted = false;
    this.#isBusy = true;
    try {
      const fresh = await fetchFragment(rows.dataset.url);
      // Another page of rows may have come meanwhile, and nobody's selection is taken away.
      if (rows.isConnected && !isSelecting(rows)) update(rows, fresh);
      else this.#isWanted = true;
    } catch {
      // Without a connection the chip says so; when it is back, the socket tells the news.
    } finally {
      this.#isBusy = false;
      if (this.#isWanted) this.#plan();
    }
  }
}

function isSelecting(rows) {
  const selection = getSelection();
  return !selection.isCollapsed && rows.contains(selection.anchorNode);
}

function update(rows, fresh) {
  const lines = rows.querySelector("#lines");
  const freshLines = fresh.querySelector("#lines");
  if (!lines || !freshLines) {
    const focused = rows.contains(document.activeElement) ? document.activeElement.id : "";
    replaceNode(rows, fresh);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    return;
  }
  reconcile(lines, freshLines);
  reconcile(rows.querySelector(".tabs"), fresh.querySelector(".tabs"));
  if (!rows.querySelector("#rows-foot").contains(document.activeElement)) {
    replaceNode(rows.querySelector("#rows-foot"), fresh.querySelector("#rows-foot"));
  }
}
