/* One column: follows its run while it answers, and fetches what stands around the answer. */
import { strings, toast } from "../base/announce.js";
import { fetchFragment, replaceNode } from "../base/fragments.js";
import { LiveRun } from "../runs/live-run.js";

/* How near to its end a text is read by somebody who wants to see it grow. */
const END_PX = 40;

/** Events: "ended" once its run has. */
export class Column extends EventTarget {
  #socket;
  #run = null;
  #body;
  #output;
  #reasoning;
  #isAtEnd = true;
  #grown = new ResizeObserver(() => this.#keepAtEnd());

  constructor(article, socket) {
    super();
    this.article = article;
    this.#socket = socket;
    this.#body = article.querySelector(".column__body");
    this.#output = article.querySelector("[data-output]");
    this.#reasoning = article.querySelector("[data-reasoning]");
    this.#body.addEventListener("scroll", () => (this.#isAtEnd = this.#distance < END_PX), { passive: true });
    if (this.isLive) this.#follow();
  }

  get isLive() {
    return "live" in this.article.dataset;
  }

  stop() {
    this.#run?.stop();
  }

  /** Follow it no longer: its article is gone. */
  leave() {
    this.#grown.disconnect();
    if (this.isLive) this.#run.detach();
  }

  get #distance() {
    return this.#body.scrollHeight - this.#body.clientHeight - this.#body.scrollTop;
  }

  #keepAtEnd() {
    if (this.isLive && this.#isAtEnd) this.#body.scrollTop = this.#body.scrollHeight;
  }

  #follow() {
    const texts = { output: this.#output.source, reasoning: this.#reasoning.source };
    this.#grown.observe(this.#output);
    this.#run = new LiveRun(this.#socket, this.article.dataset.run, texts, {
      output: (fresh) => this.#addOutput(fresh),
      reasoning: (fresh) => this.#addReasoning(fresh),
      reset: () => this.#reset(),
      end: () => void this.#end(),
      refused: () => void this.#end(),
    });
  }

  #addOutput(fresh) {
    // The thought is over once the answer begins.
    if (this.#output.source === "") this.#thought.open = false;
    this.#output.appendText(fresh);
  }

  #addReasoning(fresh) {
    if (this.#thought.hidden) {
      this.#thought.hidden = false;
      this.#thought.open = true;
    }
    this.#reasoning.appendText(fresh);
  }

  get #thought() {
    return this.article.querySelector("[data-thought]");
  }

  #reset() {
    const { output, reasoning } = this.#run.texts;
    this.#output.replaceText(output);
    this.#reasoning.replaceText(reasoning);
    this.#thought.hidden = reasoning === "";
  }

  async #end() {
    this.#output.endText();
    this.#reasoning.endText();
    this.article.removeAttribute("data-live");
    try {
      this.#take(await fetchFragment(this.article.dataset.url));
    } catch {
      // The text is there; what stands around it comes with the next load.
      toast(strings.noConnection);
    }
    this.dispatchEvent(new Event("ended"));
  }

  /* Take what has changed around the text, and the text itself only where it is another one. */
  #take(fresh) {
    const text = fresh.querySelector("[data-output]").textContent;
    if (text !== this.#output.source) {
      this.#output.replaceText(text);
      this.#output.endText();
    }
    for (const part of ["[data-part=head]", "[data-part=foot]", "[data-outcome]"]) {
      const old = this.article.querySelector(part);
      const hadFocus = old.contains(document.activeElement);
      replaceNode(old, fresh.querySelector(part));
      if (hadFocus) this.#body.focus({ preventScroll: true });
    }
  }
}
