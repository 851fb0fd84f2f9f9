/* Asking for completions and following them: which frame does what to which message. */
import { LiveReply } from "./live-reply.js";
import { urlOf } from "./page-config.js";
import { addReply, addResults, addTurn, findMessage, liveMessages, refreshMessage, removeFrom, reopen } from "./thread.js";

/* What looks different once a request was heard: the turns it made, and the reply that they answer. */
function changedBy(asked, frame) {
  if (!asked?.results) return [frame.message];
  return [asked.message, ...asked.results.map((result) => result.message)];
}

/** Events: "changed" (what is live), "started", "ended", "refused" (detail: the frame), "stale". */
export class Completions extends EventTarget {
  #socket;
  #config;
  #live = new Map();
  /* Requests without an answer yet, by reply; sent again after a reconnect, which changes nothing. */
  #unanswered = new Map();
  #stopWanted = false;

  constructor(socket, config) {
    super();
    this.#socket = socket;
    this.#config = config;
    socket.addEventListener("frame", ({ detail }) => this.#handle(detail));
    socket.addEventListener("state", ({ detail }) => detail === "live" && this.#catchUp());
  }

  get isBusy() {
    return this.#live.size > 0 || this.#unanswered.size > 0;
  }

  submit({ message, reply, parent, text, settings }) {
    addTurn({ message, reply, parent, text });
    this.#ask({ type: "prompt.submit", message, reply, parent, text, settings });
  }

  regenerate({ message, reply, settings }) {
    addReply({ message, reply });
    this.#ask({ type: "completion.regenerate", message, reply, settings });
  }

  /** Send the results of the functions that the reply `message` has called, as `{message, name, text}`. */
  answer({ message, results, reply, settings }) {
    addResults({ message, results, reply });
    const sent = results.map((result) => ({ message: result.message, text: result.text }));
    this.#ask({ type: "results.submit", message, results: sent, reply, settings });
  }

  continue(article) {
    reopen(article);
    const { message } = article.dataset;
    this.#ask({ type: "completion.continue", message, reply: message });
  }

  stop() {
    this.#stopWanted = this.#unanswered.size > 0;
    for (const live of this.#live.values()) this.#sendStop(live);
  }

  /** Follow the live messages that are on the page now, and no others. */
  adopt() {
    for (const [run, live] of this.#live) {
      if (live.article.isConnected) continue;
      this.#live.delete(run);
      this.#socket.send({ type: "run.detach", run });
    }
    for (const article of liveMessages()) {
      if (this.#live.has(article.dataset.run)) continue;
      const live = LiveReply.fromArticle(article);
      this.#live.set(live.run, live);
      this.#socket.send(live.attachFrame);
    }
    this.#emit("changed");
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #ask(frame) {
    const whole = { ...frame, conversation: this.#config.conversation };
    this.#unanswered.set(frame.reply, whole);
    if (JSON.stringify(whole).length > this.#config.longest_frame) {
      // The server would end the connection without reading it, again after every reconnect.
      queueMicrotask(() => this.#refused({ reply: frame.reply, message: this.#config.text_too_long }));
    } else {
      this.#socket.send(whole);
    }
    this.#emit("changed");
  }

  #catchUp() {
    for (const live of this.#live.values()) this.#socket.send(live.attachFrame);
    for (const frame of this.#unanswered.values()) this.#socket.send(frame);
  }

  #sendStop(live) {
    this.#socket.send({ type: "completion.stop", run: live.run, seen: live.output.length });
  }

  #handle(frame) {
    const live = this.#live.get(frame.run);
    if (frame.type === "completion.started") this.#started(frame);
    else if (frame.type === "request.refused") this.#refused(frame);
    else if (frame.type === "conversation.changed") this.#changedElsewhere(frame);
    else if (frame.type === "conversation.closed") this.#emit("closed", frame);
    else if (!live) return;
    else if (frame.type === "completion.delta") this.#check(live, live.addOutput(frame));
    else if (frame.type === "completion.reasoning") this.#check(live, live.addReasoning(frame));
    else if (frame.type === "run.steps") this.#check(live, live.addSteps(frame));
    else if (frame.type === "run.reset") live.reset(frame);
    else if (frame.type === "completion.finished" || frame.type === "completion.failed") void this.#ended(live, frame);
  }

  #check(live, isWhole) {
    if (!isWhole) this.#socket.send(live.attachFrame);
  }

  #started(frame) {
    const asked = this.#unanswered.get(frame.reply);
    this.#unanswered.delete(frame.reply);
    const article = findMessage(frame.reply);
    if (!article) return;
    // After a reconnect the same request is answered again.
    if (!this.#live.has(frame.run)) {
      article.dataset.run = frame.run;
      const live = new LiveReply(frame.run, article, { length: frame.offset });
      this.#live.set(frame.run, live);
      if (this.#stopWanted) this.#sendStop(live);
    }
    this.#stopWanted = false;
    for (const message of changedBy(asked, frame)) {
      findMessage(message)?.classList.remove("is-pending");
      void this.#refresh(message);
    }
    this.#emit("started", frame);
    this.#emit("changed");
  }

  async #ended(live, frame) {
    this.#live.delete(live.run);
    const isExact = await live.end(frame);
    live.article.removeAttribute("data-live");
    // Where the texts differ, the refreshed message brings the one that was saved.
    await this.#refresh(live.article.dataset.message);
    this.#emit("changed");
    this.#emit("ended", { frame, isExact });
  }

  async #refresh(message) {
    try {
      await refreshMessage(message, urlOf(this.#config, "message", message));
    } catch {
      // The text is on the page; only its footer is missing until the next load.
      findMessage(message)?.classList.add("is-stale");
    }
  }

  #refused(frame) {
    const asked = this.#unanswered.get(frame.reply);
    if (frame.run && this.#live.has(frame.run)) {
      const { article } = this.#live.get(frame.run);
      this.#live.delete(frame.run);
      void this.#refresh(article.dataset.message);
    }
    if (asked) {
      this.#unanswered.delete(frame.reply);
      this.#takeBack(asked);
    }
    this.#stopWanted = false;
    this.#emit("changed");
    this.#emit("refused", { frame, asked });
  }

  #takeBack(asked) {
    if (asked.type === "completion.continue") {
      void this.#refresh(asked.reply);
      return;
    }
    const first = { "prompt.submit": asked.message, "results.submit": asked.results?.[0].message }[asked.type];
    const article = findMessage(first ?? asked.reply);
    if (article) removeFrom(article);
  }

  #changedElsewhere(frame) {
    const isOurs = frame.conversations.includes(this.#config.conversation);
    this.#emit("stale", { isOurs });
  }
}
