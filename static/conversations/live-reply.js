/* One reply that is being written: puts deltas in their places, and checks the whole at the end. */
import { GrowingText, isSavedText } from "../base/growing-text.js";
import { GrowingCalls } from "./tool-calls.js";

/** Follows one run. Its steps are always read from the start: a line of them may come in pieces. */
export class LiveReply {
  constructor(run, article, { length = 0, reasoningLength = 0 } = {}) {
    this.run = run;
    this.article = article;
    this.output = new GrowingText(article.querySelector("[data-source]"), length);
    this.reasoning = new GrowingText(article.querySelector("[data-reasoning]"), reasoningLength);
    this.steps = new GrowingText(new GrowingCalls(article.querySelector("[data-calls]")), 0);
  }

  static fromArticle(article) {
    return new LiveReply(article.dataset.run, article, {
      length: Number(article.dataset.length),
      reasoningLength: Number(article.dataset.reasoningLength),
    });
  }

  get attachFrame() {
    return {
      type: "run.attach",
      run: this.run,
      offset: this.output.length,
      reasoning_offset: this.reasoning.length,
      steps_offset: this.steps.length,
    };
  }

  addOutput(frame) {
    // The thought is over once the answer begins.
    if (this.output.length === 0) this.article.querySelector(".reasoning").open = false;
    return this.output.add(frame.offset, frame.text);
  }

  addReasoning(frame) {
    const part = this.article.querySelector(".reasoning");
    if (part.hidden) {
      part.hidden = false;
      part.open = true;
    }
    return this.reasoning.add(frame.offset, frame.text);
  }

  addSteps(frame) {
    return this.steps.add(frame.offset, frame.text);
  }

  reset(frame) {
    this.output.replace(frame.text);
    this.reasoning.replace(frame.reasoning);
    this.steps.replace(frame.steps);
    this.article.querySelector(".reasoning").hidden = frame.reasoning === "";
  }

  /** End the text; false where it is not the one that the server saved. */
  end(frame) {
    this.output.element.endText();
    this.reasoning.element.endText();
    return isSavedText(this.output.element.source, frame);
  }
}
