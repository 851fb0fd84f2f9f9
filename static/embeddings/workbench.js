/* How far an embedding is, followed while it runs; its page is fetched anew at the end. */
import { announce } from "../base/announce.js";
import { showConnection } from "../base/connection-chip.js";
import { fetchFragment, replaceNode } from "../base/fragments.js";
import { isTyping } from "../base/page.js";
import { Socket } from "../base/socket.js";
import { LiveRun } from "../runs/live-run.js";

/* What somebody types is not taken away from them. */
const isBusy = () =>
  Boolean(document.querySelector("dialog[open]") || (isTyping(document.activeElement) && document.activeElement.value));

class Progress {
  #card;
  #rest = "";

  constructor(card) {
    this.#card = card;
    const socket = new Socket(card.dataset.socket);
    showConnection(socket);
    const run = new LiveRun(socket, card.dataset.run, {}, {
      steps: (fresh) => this.#read(fresh),
      end: (frame) => this.#end(frame),
      refused: () => location.reload(),
    });
    document.getElementById("stop-form").addEventListener("submit", (event) => {
      event.preventDefault();
      event.submitter.disabled = true;
      run.stop();
    });
    socket.connect();
  }

  /* Lines of JSON, of which the last one may not be whole. */
  #read(fresh) {
    const lines = (this.#rest + fresh).split("\n");
    this.#rest = lines.pop();
    for (const line of lines) {
      const step = JSON.parse(line);
      if (step.step === "embedded") this.#show(step);
    }
  }

  /* A run that goes on with the rest of the texts counts these alone. */
  #show({ done, total }) {
    const all = Number(this.#card.dataset.total);
    const sum = all - total + done;
    document.getElementById("progress-bar").value = sum;
    const words = { done: sum.toLocaleString("en"), total: all.toLocaleString("en") };
    document.getElementById("progress-text").textContent = this.#card.dataset.text.replace(/\{(\w+)\}/g, (_, name) => words[name]);
  }

  #end(frame) {
    const isWhole = frame.type === "completion.finished" && frame.status === "succeeded";
    announce(isWhole ? this.#card.dataset.ended : this.#card.dataset.broken);
    if (isBusy()) void this.#showEnd();
    else location.reload();
  }

  async #showEnd() {
    replaceNode(document.getElementById("status"), await fetchFragment(this.#card.dataset.status));
  }
}

/* On a narrow screen the views are wider than it. */
document.querySelector(".views [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

const card = document.getElementById("progress");
if (card) new Progress(card);
