/* One turn whose answer is being written: its words stream in, its timeline is asked for anew. */
import { strings, toast } from "../base/announce.js";
import { fetchFragment, replaceNode } from "../base/fragments.js";
import { LiveRun } from "../runs/live-run.js";

/* What plugins did is saved about once a second; asking more often shows nothing new. */
const TIMELINE_MS = 1_000;
const RETRY_MS = 1_500;
const MOST_TRIES = 4;

export class LiveTurn {
  #article;
  #socket;
  #ended;
  #run = null;
  #timer = 0;
  #isEnded = false;

  constructor(socket, article, ended) {
    this.#socket = socket;
    this.#article = article;
    this.#ended = ended;
  }

  start() {
    const answer = this.#article.querySelector("markdown-text");
    this.#run = new LiveRun(this.#socket, this.#article.dataset.run, { output: answer.source }, {
      output: (fresh) => answer.appendText(fresh),
      steps: () => this.#planTimeline(),
      reset: () => answer.replaceText(this.#run.texts.output),
      end: (frame) => void this.#end(frame.status),
      refused: () => void this.#end("failed"),
    });
    this.#article.addEventListener("click", (event) => {
      if (event.target.closest("[data-stop]")) this.#run.stop();
    });
  }

  #planTimeline() {
    this.#timer ||= setTimeout(() => void this.#showTimeline(), TIMELINE_MS);
  }

  async #showTimeline() {
    try {
      const fresh = await fetchFragment(this.#article.dataset.timelineUrl);
      if (!this.#isEnded) replaceNode(this.#article.querySelector(".timeline"), fresh);
    } catch {
      // The end brings it all.
    } finally {
      this.#timer = 0;
    }
  }

  async #end(status) {
    this.#isEnded = true;
    clearTimeout(this.#timer);
    const hadFocus = this.#article.contains(document.activeElement);
    for (let tries = 0; ; tries += 1) {
      try {
        replaceNode(this.#article, await fetchFragment(this.#article.dataset.url));
        break;
      } catch {
        if (tries === MOST_TRIES) {
          toast(strings.requestFailed);
          delete this.#article.dataset.run;
          break;
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS * 2 ** tries));
      }
    }
    if (hadFocus) document.getElementById("query").focus();
    this.#ended(status);
  }
}
