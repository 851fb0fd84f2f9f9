/* What a model writes: into the text where it is one, else beside each other. Follows the runs that
 * the page shows, and shows what the server makes of them. Events: "begun", "ended", "failed". */
import { fetchFragment, replaceNode } from "../base/fragments.js";
import { strings, toast } from "../base/announce.js";
import { LiveRun } from "../runs/live-run.js";

const RETRY_MS = 3_000;

const state = () => document.getElementById("document-state");

export class Rounds extends EventTarget {
  #socket;
  #editor;
  #saver;
  #form;
  #urls;
  #live = new Map();
  #isStarting = false;
  #stopWanted = false;

  constructor({ socket, editor, saver, form, urls }) {
    super();
    this.#socket = socket;
    this.#editor = editor;
    this.#saver = saver;
    this.#form = form;
    this.#urls = urls;
  }

  get isBusy() {
    return this.#isStarting || this.#live.size > 0;
  }

  async start(url, extra) {
    if (this.isBusy || this.#saver.isInConflict) return;
    this.#isStarting = true;
    this.#showBusy(true);
    this.#editor.lock(true);
    try {
      if (!(await this.#saver.flush())) return;
      const data = new FormData(this.#form);
      for (const [name, value] of Object.entries(extra)) data.set(name, value);
      this.#show(await fetchFragment(url, { data }));
      if (this.#live.size > 0) this.#emit("begun");
    } catch {
      toast(strings.requestFailed);
    } finally {
      this.#isStarting = false;
      if (!state().hasAttribute("data-written")) this.#editor.lock(false);
      if (this.#live.size === 0) this.#showBusy(false);
      else if (this.#stopWanted) void this.stop();
      this.#stopWanted = false;
    }
  }

  async stop() {
    if (this.#isStarting) this.#stopWanted = true;
    if (this.#live.size === 0) return;
    try {
      await fetchFragment(this.#urls.stop, { data: {} });
    } catch {
      toast(strings.requestFailed);
    }
  }

  /** Undo, take one, bring back: whatever a button of the state asks for. */
  async verb(url) {
    if (this.#isStarting || !(await this.#saver.flush())) return;
    this.#editor.lock(true);
    try {
      this.#show(await fetchFragment(url, { data: {} }));
    } catch {
      toast(strings.requestFailed);
    } finally {
      this.#editor.lock(false);
    }
  }

  /** Follow the runs that the page shows as live. */
  adopt() {
    for (const node of state().querySelectorAll("[data-run]")) {
      if (!this.#live.has(node.dataset.run)) this.#follow(node);
    }
  }

  #follow(node) {
    const { run } = node.dataset;
    const isInText = state().hasAttribute("data-written");
    const place = node.querySelector("[data-output]");
    const thought = node.querySelector("[data-thought]");
    const thoughtText = thought.querySelector("[data-reasoning]");
    const begun = isInText ? JSON.parse(document.getElementById("live-output").textContent) : place.textContent;
    if (isInText) this.#editor.showLive(begun);
    const live = new LiveRun(this.#socket, run, { output: begun, reasoning: thoughtText.textContent }, {
      output: (fresh) => (isInText ? this.#editor.appendLive(fresh) : place.append(fresh)),
      reasoning: (fresh) => {
        thought.hidden = false;
        thoughtText.append(fresh);
      },
      reset: () => {
        const { output, reasoning } = live.texts;
        if (isInText) this.#editor.replaceLive(output);
        else place.textContent = output;
        thoughtText.textContent = reasoning;
        thought.hidden = reasoning === "";
      },
      end: (frame) => void this.#ended(run, frame.type === "completion.failed"),
      refused: () => void this.#ended(run, true),
    });
    this.#live.set(run, live);
  }

  async #ended(run, isFailed) {
    this.#live.delete(run);
    // Of several that end together the first answer tells of all.
    while (state().querySelector(`[data-run="${run}"]`)) {
      try {
        this.#show(await fetchFragment(this.#urls.settle, { data: {} }));
        break;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    this.#emit(isFailed ? "failed" : "ended");
  }

  #show(fresh) {
    if (!fresh) return;
    const old = state();
    const focused = document.activeElement?.id;
    const isRefused = fresh.hasAttribute("data-refused");
    for (const node of fresh.querySelectorAll("[data-run]")) {
      // What is followed already goes on in the very node.
      const followed = this.#live.has(node.dataset.run) && document.getElementById(node.id);
      if (followed) node.replaceWith(followed);
    }
    replaceNode(old, fresh);
    for (const [run, live] of this.#live) {
      if (fresh.querySelector(`[data-run="${run}"]`)) continue;
      live.detach();
      this.#live.delete(run);
    }
    if (!isRefused) this.#takeTexts(fresh);
    this.adopt();
    this.#showBusy(this.#live.size > 0);
    this.dispatchEvent(new CustomEvent("shown", { detail: fresh }));
    if (focused && !document.activeElement?.id) (document.getElementById(focused) ?? this.#editor.field).focus({ preventScroll: true });
  }

  #takeTexts(fresh) {
    // Where the server changed nothing, somebody may have typed on meanwhile.
    if (Number(fresh.dataset.revision) === this.#saver.revision) return;
    const texts = JSON.parse(document.getElementById("document-texts").textContent);
    const { elements } = this.#form;
    this.#saver.revision = fresh.dataset.revision;
    elements.aside.value = texts.aside;
    elements.aside_written.value = JSON.stringify(texts.aside_written);
    this.#editor.apply(texts.text, texts.written);
  }

  #showBusy(isBusy) {
    const node = state();
    for (const id of ["continue", "stop"]) document.getElementById(id).hidden = (id === "stop") !== isBusy;
    node.querySelector("[data-writing]").hidden = !isBusy;
    node.toggleAttribute("data-busy", isBusy);
  }

  #emit(name) {
    this.dispatchEvent(new Event(name));
  }
}
