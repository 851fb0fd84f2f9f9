/* The end of a batch: said in the title, to screen readers, and by the system where a person wants it. */
import { announce, toast } from "../base/announce.js";

const ENDED = new Set(["succeeded", "failed", "stopped"]);
const MARKS = { succeeded: "✓", failed: "✗", paused: "⏸", stopped: "■" };

export class Ending {
  #page;
  #title = document.title;
  #button = document.getElementById("notify");
  #status;

  constructor(page, status) {
    this.#page = page;
    this.#status = status;
    this.#button?.addEventListener("click", () => void this.#ask());
    this.#showButton();
  }

  /** `percent` of a job that runs stands in the title. */
  show({ status }, percent, words) {
    const isLive = status === "running" || status === "queued";
    const mark = isLive ? `${percent}%` : MARKS[status];
    document.title = mark ? `${mark} ${this.#title}` : this.#title;
    const hasEnded = ENDED.has(status) && !ENDED.has(this.#status);
    const hasPaused = status === "paused" && this.#status === "running";
    this.#status = status;
    this.#showButton();
    if (!hasEnded && !hasPaused) return;
    announce(words);
    if (document.visibilityState === "hidden") this.#notify(words);
    else toast(words);
  }

  get #key() {
    return `playground.notify.${this.#page.dataset.batch}`;
  }

  get #isWanted() {
    return "Notification" in window && Notification.permission === "granted" && Boolean(localStorage.getItem(this.#key));
  }

  async #ask() {
    if (this.#isWanted) localStorage.removeItem(this.#key);
    else if ((await Notification.requestPermission()) === "granted") localStorage.setItem(this.#key, "1");
    else toast(this.#button.dataset.denied);
    this.#showButton();
  }

  #showButton() {
    if (!this.#button) return;
    this.#button.hidden = !("Notification" in window) || ENDED.has(this.#status);
    this.#button.setAttribute("aria-pressed", this.#isWanted);
  }

  #notify(words) {
    if (!this.#isWanted) return;
    // Tabs of the same batch share one.
    const note = new Notification(this.#page.dataset.name, { body: words, tag: this.#key });
    note.addEventListener("click", () => {
      window.focus();
      note.close();
    });
  }
}
