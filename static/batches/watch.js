/* The page of a batch: listens to its socket and tells the parts. */
import { showConnection } from "../base/connection-chip.js";
import { FragmentError, fetchFragment, replaceNode } from "../base/fragments.js";
import { Socket } from "../base/socket.js";
import { Chart } from "./chart.js";
import { Ending } from "./ending.js";
import { grouped } from "./figures.js";
import { Meter, percentOf } from "./meter.js";
import { watchPace } from "./pace.js";
import { RowRefresher, watchRows } from "./rows.js";

const TICK_MS = 1_000;

const page = document.getElementById("watch");
const statusOf = () => document.getElementById("status").dataset;
const points = JSON.parse(document.getElementById("chart-points").textContent);
const meter = new Meter(document.getElementById("progress"));
const chart = new Chart(document.getElementById("chart"), points);
const ending = new Ending(page, statusOf().status);
const rows = new RowRefresher();
const socket = new Socket(page.dataset.socket);
/* By how much the server's clock is ahead of ours, in seconds. */
let clockAhead = 0;
let lastCounts = "";
let isGone = false;
/* The id of the button that was pressed last. */
let pressed = "";

watchRows();
watchPace();
showConnection(socket);

socket.addEventListener("state", ({ detail: state }) => {
  if (state === "live" && !isGone) socket.send({ type: "batch.watch", batch: page.dataset.batch });
});

socket.addEventListener("frame", ({ detail: frame }) => {
  if (frame.type === "batch.progress") showProgress(frame);
  else if (frame.type === "batch.refused" && frame.code === "not_found") leave();
});

function showProgress(frame) {
  const { progress, at } = frame;
  clockAhead = at - Date.now() / 1000;
  meter.show(progress);
  showElapsed();
  if (progress.status === "running") chart.add(at, progress.succeeded + progress.failed);
  ending.show(progress, percentOf(progress), wordsOf(frame));
  const counts = [progress.status, progress.succeeded, progress.failed, progress.running].join();
  if (lastCounts && counts !== lastCounts) rows.want();
  lastCounts = counts;
  if (isOther(progress)) void refreshStatus();
}

function wordsOf({ progress, status_text: status, reason_text: reason }) {
  const words = { status, reason, name: page.dataset.name };
  words.succeeded = grouped(progress.succeeded);
  words.failed = grouped(progress.failed);
  const sentence = progress.status === "paused" ? page.dataset.paused : page.dataset.finished;
  return sentence.replace(/\{(\w+)\}/g, (_, word) => words[word]).trim();
}

/* The server draws the state and what can be done in it. */
function isOther(progress) {
  const shown = statusOf();
  return (
    progress.status !== shown.status ||
    progress.reason_code !== shown.reason ||
    progress.failed > 0 !== (shown.failed === "true")
  );
}

let isRefreshing = false;
async function refreshStatus() {
  if (isRefreshing) return;
  isRefreshing = true;
  try {
    const fresh = await fetchFragment(page.dataset.url);
    const old = document.getElementById("status");
    // The reading of a file, say, has a page of its own.
    if (fresh?.id !== "status") location.reload();
    else if (!old.contains(document.querySelector("details[open]"))) exchange(old, fresh);
  } catch (error) {
    if (error instanceof FragmentError && error.status === 404) leave();
  } finally {
    isRefreshing = false;
  }
}

function exchange(old, fresh) {
  if (old.contains(document.activeElement)) pressed = document.activeElement.id;
  replaceNode(old, fresh);
  giveFocus();
  showElapsed();
}

/* A button that was pressed is greyed out and then gone: what came in its place gets the focus. */
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  pressed = detail.elt.closest("#status, #pace") ? detail.elt.querySelector("button")?.id : "";
});
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.matches?.("#status, #pace")) giveFocus();
});

function giveFocus() {
  if (!pressed || document.activeElement !== document.body) return;
  const place = document.getElementById(pressed) ?? document.querySelector("#status .watch__controls :is(button, summary)");
  place?.focus({ preventScroll: true });
}

function showElapsed() {
  const { started, finished } = statusOf();
  if (!started) return;
  const end = finished ? Number(finished) : Date.now() / 1000 + clockAhead;
  meter.showElapsed(end - Number(started));
}
setInterval(() => "live" in statusOf() && showElapsed(), TICK_MS);

function leave() {
  isGone = true;
  const notice = document.getElementById("gone");
  notice.textContent = page.dataset.gone;
  notice.hidden = false;
  for (const control of document.querySelectorAll(".watch__controls, .pace, .share, .rows__foot")) control.hidden = true;
}

socket.connect();
