/* The page of one run: a live one is followed and can be stopped; what is known at its end is fetched. */
import "../base/markdown/markdown-text.js";
import { announce } from "../base/announce.js";
import { fetchFragment, replaceNode } from "../base/fragments.js";
import { Socket } from "../base/socket.js";
import "./call-code.js";
import { LiveRun } from "./live-run.js";

const FACTS_MS = 1_000;
const RETRY_MS = 3_000;
const page = document.getElementById("run");
const output = page.querySelector("[data-output]");
const reasoning = page.querySelector("[data-reasoning]");
const reasoningPart = page.querySelector("[data-reasoning-part]");
let isFetching = false;

async function refreshFacts() {
  const fresh = await fetchFragment(page.dataset.facts);
  for (const part of [...fresh.children]) replaceNode(document.getElementById(part.id), part);
}

/* Steps come often; what they say is drawn by the server. */
function refreshSoon() {
  if (isFetching) return;
  isFetching = true;
  setTimeout(() => {
    void refreshFacts().catch(() => {}).finally(() => (isFetching = false));
  }, FACTS_MS);
}

/* Without its figures the page is not whole. */
async function refreshToTheEnd() {
  try {
    await refreshFacts();
  } catch {
    setTimeout(() => void refreshToTheEnd(), RETRY_MS);
  }
}

function follow() {
  const socket = new Socket("/ws/runs/");
  const steps = JSON.parse(document.getElementById("run-steps").textContent);
  const live = new LiveRun(
    socket,
    page.dataset.run,
    { output: output.source, reasoning: reasoning.source, steps },
    {
      output: (fresh) => output.appendText(fresh),
      reasoning: (fresh) => {
        reasoningPart.hidden = false;
        reasoning.appendText(fresh);
      },
      steps: refreshSoon,
      reset: () => {
        output.replaceText(live.texts.output);
        reasoning.replaceText(live.texts.reasoning);
        reasoningPart.hidden = live.texts.reasoning === "";
      },
      end: () => {
        output.endText();
        reasoning.endText();
        page.querySelector("[data-live-part]").hidden = true;
        announce(page.dataset.finished);
        void refreshToTheEnd();
      },
      refused: () => location.reload(),
    },
  );
  page.querySelector("[data-stop]").addEventListener("click", () => live.stop());
  socket.connect();
}

if ("live" in page.dataset) follow();
