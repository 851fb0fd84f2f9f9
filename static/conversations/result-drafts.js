/* Results of functions that are typed and not sent, kept in this browser: each for one call of one reply. */
import { Draft } from "./drafts.js";

/* Calls that nobody will answer any more, as those of a deleted reply, give way to newer ones. */
const MOST = 20;

const fields = () => [...document.querySelectorAll("[data-results] [name=result]")];
const isAnswered = (field) => field.closest(".message").nextElementSibling?.dataset.role === "tool";

export class ResultDrafts {
  #draft;

  constructor(config) {
    this.#draft = new Draft(config.user, `${config.conversation}.results`);
    document.addEventListener("input", ({ target }) => {
      if (target.matches("[data-results] [name=result]")) this.#keep(target);
    });
  }

  /** Put what was typed back below its calls, as if typed just now; what has been sent is forgotten. */
  restore() {
    const kept = this.#draft.read();
    for (const id of Object.keys(kept)) this.#forgetIfSent(id);
    for (const field of fields()) {
      if (field.value !== "" || !kept[field.id] || isAnswered(field)) continue;
      field.value = kept[field.id];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  /* The id of a field is that of the reply, and the number of the call in it. */
  #keep(field) {
    const ids = Object.keys(this.#draft.read()).filter((id) => id !== field.id);
    const old = ids.slice(0, Math.max(0, ids.length + 1 - MOST));
    const values = Object.fromEntries(old.map((id) => [id, ""]));
    this.#draft.change({ ...values, [field.id]: field.value });
  }

  #forgetIfSent(id) {
    const reply = id.match(/^result-(.{36})-\d+$/)?.[1];
    const next = document.getElementById(`message-${reply}`)?.nextElementSibling;
    if (!reply || next?.matches("[data-role=tool]:not(.is-pending)")) this.#draft.change({ [id]: "" });
  }
}
