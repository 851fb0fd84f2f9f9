/* The page of images: follows what is being drawn, each place on its own. */
import { announce } from "../base/announce.js";
import { fetchFragment, replaceNode } from "../base/fragments.js";
import { Socket } from "../base/socket.js";
import { LiveRun } from "../runs/live-run.js";

const TICK_MS = 1_000;
const page = document.querySelector("[data-socket]");
const socket = new Socket(page.dataset.socket);
const followed = new Map();
const liveTiles = () => document.querySelectorAll(".tile[data-run]");

/* Follow what is new on the page, and let go of what has left it. */
function followTiles() {
  for (const [run, live] of followed) {
    if (!document.querySelector(`.tile[data-run="${run}"]`)) {
      live.detach();
      followed.delete(run);
    }
  }
  for (const tile of liveTiles()) {
    const { run } = tile.dataset;
    if (!followed.has(run)) followed.set(run, new LiveRun(socket, run, {}, { end: () => void show(run) }));
  }
  tick();
}

/* A run may have drawn more than one picture: each of its places is asked for anew. */
async function show(run) {
  followed.delete(run);
  for (const tile of document.querySelectorAll(`.tile[data-run="${run}"]`)) {
    try {
      const fresh = await fetchFragment(tile.dataset.tile);
      const hadFocus = tile.contains(document.activeElement);
      replaceNode(tile, fresh);
      if (hadFocus) fresh.querySelector("a, button")?.focus();
      announce(fresh.querySelector("img, .tile__reason")?.alt ?? fresh.querySelector(".tile__reason")?.textContent ?? "");
    } catch {
      // The end comes again with the next connection of the page.
    }
  }
}

function tick() {
  for (const tile of liveTiles()) {
    const seconds = Math.max(0, Math.round((Date.now() - Date.parse(tile.dataset.started)) / 1_000));
    tile.querySelector("[data-elapsed]").textContent = `${seconds} s`;
  }
}

socket.connect();
followTiles();
setInterval(tick, TICK_MS);
document.addEventListener("htmx:afterSettle", followTiles);
document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (target.id !== "order") return;
  for (const error of target.querySelectorAll(".field__error")) error.remove();
  for (const field of target.querySelectorAll(".field--invalid")) field.classList.remove("field--invalid");
});

/* Enter with Ctrl draws, as it sends elsewhere. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.target.id !== "prompt") return;
  event.target.form.requestSubmit();
  event.preventDefault();
});
