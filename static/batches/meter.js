/* The bar and the numbers below it. */
import { clock, grouped, rate } from "./figures.js";

const WIDTH = 1000;

/** How many hundredths are done: not 100 before it is so. */
export function percentOf({ succeeded, failed, target }) {
  return target ? Math.min(100, Math.floor(((succeeded + failed) * 100) / target)) : 0;
}

export class Meter {
  #root;

  constructor(root) {
    this.#root = root;
  }

  show(progress) {
    const { succeeded, failed, running, target, pace } = progress;
    const ended = succeeded + failed;
    const percent = percentOf(progress);
    this.#say("share", `${percent}%`);
    this.#say("ended", grouped(ended));
    this.#say("target", grouped(target));
    this.#say("succeeded", grouped(succeeded));
    this.#say("failed", grouped(failed));
    this.#say("running", grouped(running));
    this.#say("left", grouped(Math.max(0, target - ended - running)));
    this.#say("rows-per-second", rate(pace.rows_per_second));
    this.#say("tokens-per-second", rate(pace.tokens_per_second));
    this.#say("eta", clock(progress.status === "running" ? pace.eta_seconds : null));
    this.#say("tokens", grouped(progress.input_tokens + progress.output_tokens));
    this.#say("input-tokens", grouped(progress.input_tokens));
    this.#say("output-tokens", grouped(progress.output_tokens));
    this.#drawBar([succeeded, failed, running], target);
    this.#root.querySelector(".bar").setAttribute("aria-valuenow", percent);
  }

  showElapsed(seconds) {
    this.#say("elapsed", clock(seconds));
  }

  #drawBar(counts, target) {
    let x = 0;
    const parts = this.#root.querySelectorAll(".bar__part");
    counts.forEach((count, index) => {
      const width = target ? Math.min(WIDTH - x, Math.round((count * WIDTH) / target)) : 0;
      parts[index].setAttribute("x", x);
      parts[index].setAttribute("width", width);
      x += width;
    });
  }

  #say(name, text) {
    const node = this.#root.querySelector(`[data-figure="${name}"]`);
    // What is the same is left alone: a selection in it stays.
    if (node.textContent !== text) node.textContent = text;
  }
}
