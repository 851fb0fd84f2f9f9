/* Input methods: is this key press part of composing a character?
 *
 * Safari sends the Enter that ends a composition after `compositionend`, with keyCode 229. Chrome may
 * report 229 for a later, real Enter; so 229 alone decides nothing, it must follow the end closely. */

const SAFARI_TAIL_MS = 50;
const composing = new WeakSet();
const composedAt = new WeakMap();

export function watchComposition(root = document) {
  root.addEventListener("compositionstart", (event) => composing.add(event.target), true);
  root.addEventListener("compositionend", (event) => {
    composing.delete(event.target);
    composedAt.set(event.target, event.timeStamp);
  }, true);
}

/** True while an input method composes in the event's field, Safari's late Enter included. */
export function isComposing(event) {
  if (event.isComposing || composing.has(event.target)) return true;
  const endedAt = composedAt.get(event.target);
  return event.keyCode === 229 && endedAt !== undefined && event.timeStamp - endedAt < SAFARI_TAIL_MS;
}
