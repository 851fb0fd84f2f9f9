/* Questions about an image: their answers come as they are written. */
import "../base/markdown/markdown-text.js";
import { fetchFragment, replaceNode } from "../base/fragments.js";
import { Socket } from "../base/socket.js";
import { LiveRun } from "../runs/live-run.js";

const socket = new Socket(document.querySelector("[data-socket]").dataset.socket);
const followed = new Map();

function follow() {
  for (const article of document.querySelectorAll(".question[data-run]")) {
    const { run } = article.dataset;
    if (followed.has(run)) continue;
    const answer = article.querySelector("[data-source]");
    const live = new LiveRun(socket, run, { output: answer.source ?? answer.textContent }, {
      output: (fresh) => answer.appendText(fresh),
      reset: () => answer.replaceText(live.texts.output),
      end: () => void show(article),
    });
    followed.set(run, live);
  }
}

async function show(article) {
  article.querySelector("[data-source]").endText();
  try {
    replaceNode(article, await fetchFragment(article.dataset.fragment));
  } catch {
    // The answer is there; its figures come when the page is opened again.
    article.querySelector(".question__foot").remove();
  }
}

document.addEventListener("click", ({ target }) => {
  const article = target.closest("[data-stop]")?.closest(".question");
  if (article) followed.get(article.dataset.run)?.stop();
});

document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (target.id !== "question-form") return;
  for (const error of target.querySelectorAll(".field__error")) error.remove();
  for (const field of target.querySelectorAll(".field--invalid")) field.classList.remove("field--invalid");
});

/* A question that was taken leaves its field empty for the next. */
document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id === "question-form") document.querySelector("#question-form .field--invalid .input")?.focus();
  if (target.id !== "questions") return;
  document.getElementById("question").value = "";
  target.lastElementChild?.scrollIntoView({ block: "nearest" });
});
document.addEventListener("htmx:afterSettle", follow);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.id !== "question") return;
  event.target.form.requestSubmit();
  event.preventDefault();
});

socket.connect();
follow();
