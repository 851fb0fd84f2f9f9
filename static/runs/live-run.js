/* One run that a page follows over `/ws/runs/`, live or ended, from what the page already shows.
 *
 * Callbacks, each optional: `output(fresh)`, `reasoning(fresh)` and `steps(fresh)` for what is new,
 * `reset()` where all texts were replaced, `end(frame, isExact)` once, `refused(frame)`. The whole
 * texts are `run.texts.output`, `.reasoning` and `.steps`. It attaches again after a reconnect. */
import { GrowingText, codePointLength, isSavedText } from "../base/growing-text.js";

const KINDS = { "completion.delta": "output", "completion.reasoning": "reasoning", "run.steps": "steps" };
const ENDS = new Set(["completion.finished", "completion.failed"]);

/* Keeps a text and tells of what is new in it. */
class Kept {
  constructor(text, tell) {
    this.text = text;
    this.tell = tell;
  }

  appendText(fresh) {
    this.text += fresh;
    this.tell?.(fresh);
  }

  replaceText(text) {
    this.text = text;
  }
}

export class LiveRun {
  #socket;
  #callbacks;
  #growing = {};
  #listening = new AbortController();
  #isHealing = false;
  #stopWanted = false;

  /** `socket` is one a page; `texts` is what the page has of the run. */
  constructor(socket, run, texts = {}, callbacks = {}) {
    this.#socket = socket;
    this.run = run;
    this.#callbacks = callbacks;
    for (const kind of Object.values(KINDS)) {
      const text = texts[kind] ?? "";
      this.#growing[kind] = new GrowingText(new Kept(text, callbacks[kind]), codePointLength(text));
    }
    const { signal } = this.#listening;
    socket.addEventListener("frame", ({ detail }) => detail.run === run && this.#handle(detail), { signal });
    socket.addEventListener("state", ({ detail }) => detail === "live" && this.#attach(), { signal });
    if (socket.state === "live") this.#attach();
  }

  get texts() {
    return Object.fromEntries(Object.entries(this.#growing).map(([kind, part]) => [kind, part.element.text]));
  }

  /** Stop the run itself; its text stays, and its end still comes. */
  stop() {
    this.#stopWanted = !this.#socket.send({ type: "completion.stop", run: this.run, seen: this.#growing.output.length });
  }

  /** Follow it no longer; the run goes on. */
  detach() {
    this.#listening.abort();
    this.#socket.send({ type: "run.detach", run: this.run });
  }

  #attach(offset = this.#growing.output.length) {
    this.#socket.send({
      type: "run.attach",
      run: this.run,
      offset,
      reasoning_offset: this.#growing.reasoning.length,
      steps_offset: this.#growing.steps.length,
    });
    if (this.#stopWanted) this.stop();
  }

  #handle(frame) {
    if (frame.type in KINDS) {
      if (!this.#growing[KINDS[frame.type]].add(frame.offset, frame.text)) this.#attach();
    } else if (frame.type === "run.reset") {
      this.#growing.output.replace(frame.text);
      this.#growing.reasoning.replace(frame.reasoning);
      this.#growing.steps.replace(frame.steps ?? "");
      this.#callbacks.reset?.();
    } else if (ENDS.has(frame.type)) {
      void this.#end(frame);
    } else if (frame.type === "run.refused") {
      this.#listening.abort();
      this.#callbacks.refused?.(frame);
    }
  }

  async #end(frame) {
    const isExact = await isSavedText(this.texts.output, frame);
    if (this.#listening.signal.aborted) return;
    if (!isExact && !this.#isHealing) {
      // Who claims to have more than there is gets all of it anew.
      this.#isHealing = true;
      this.#attach(frame.length + 1);
      return;
    }
    this.#listening.abort();
    this.#callbacks.end?.(frame, isExact);
  }
}
