/* Function calls that are being written: lines of JSON in, a card for each call out. */

/** Like an element whose text grows; what it is told is the steps of a run, from their start. */
export class GrowingCalls {
  #element;
  #rest = "";
  #calls = new Map();
  #isEmpty = true;

  constructor(element) {
    this.#element = element;
  }

  appendText(text) {
    // What the server drew is drawn again from the same lines.
    if (this.#isEmpty) this.#element?.replaceChildren();
    this.#isEmpty = false;
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop();
    for (const line of lines) this.#take(line);
  }

  replaceText(text) {
    this.#rest = "";
    this.#calls.clear();
    this.#isEmpty = true;
    this.appendText(text);
  }

  #take(line) {
    const step = line && JSON.parse(line);
    if (!step || step.step !== "tool_call" || !this.#element) return;
    const call = this.#calls.get(step.index) ?? this.#add(step.index);
    call.name.textContent += step.name;
    call.json.append(step.arguments);
  }

  #add(index) {
    const card = document.getElementById("tool-call").content.firstElementChild.cloneNode(true);
    const call = { name: card.querySelector(".call__name"), json: card.querySelector(".call__json") };
    this.#calls.set(index, call);
    this.#element.append(card);
    return call;
  }
}
