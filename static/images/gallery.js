/* The page of images: follows what is being drawn, each place on its own. */
import { announce } from "../base/announce.js";
import { fetchFragment, replaceNode } from "../base/fragments.js";
import { Socket } from "../base/socket.js";
import { LiveRun } from "../runs/live-run.js";

const TICK_MS = 1_000;
const RETRY_MS = 3_000;
/* What was expected is a guess: the rest is for what takes longer. */
const CERTAIN = 0.95;
const page = document.querySelector("[data-socket]");
const socket = new Socket(page.dataset.socket);
const followed = new Map();
const inSeconds = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "second", unitDisplay: "narrow" });
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
      setTimeout(() => void show(run), RETRY_MS);
    }
  }
}

function tick() {
  for (const tile of liveTiles()) {
    const elapsed = Math.max(0, Date.now() - Date.parse(tile.dataset.started));
    tile.querySelector("[data-elapsed]").textContent = inSeconds.format(Math.round(elapsed / 1_000));
    const progress = tile.querySelector("[data-progress]");
    if (progress) progress.value = Math.min(elapsed, CERTAIN * progress.max);
  }
}

/* What an image can be made of is worth seeing where there is room for it. */
const parameters = document.getElementById("parameters-more");
if (parameters && matchMedia("(width >= 64rem)").matches) parameters.open = true;

socket.connect();
followTiles();
setInterval(tick, TICK_MS);
document.addEventListener("htmx:afterSettle", followTiles);
/* What was ordered appears at the head of the gallery, which may be out of view. */
document.addEventListener("htmx:afterSwap", ({ target, detail }) => {
  if (detail.requestConfig?.elt.id !== "order") return;
  if (target.id === "tiles") target.firstElementChild?.scrollIntoView({ block: "nearest" });
  else document.querySelector("#order .field--invalid .input")?.focus();
});
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
