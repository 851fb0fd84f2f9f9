/* Drawing in small steps, a few milliseconds a frame, whatever the number of elements that wait. */

const FRAME_BUDGET_MS = 8;
const waiting = [];
let isScheduled = false;

/** `element.draw(deadline)` is called in the next frames until it returns false. The newest go first:
 * a thread is read from its end. */
export function enqueue(element) {
  if (!waiting.includes(element)) waiting.push(element);
  if (isScheduled) return;
  isScheduled = true;
  requestAnimationFrame(drawFrame);
}

function drawFrame() {
  isScheduled = false;
  const deadline = performance.now() + FRAME_BUDGET_MS;
  for (const element of waiting.splice(0).reverse()) {
    if (performance.now() >= deadline || element.draw(deadline)) waiting.unshift(element);
  }
  if (waiting.length === 0) return;
  isScheduled = true;
  requestAnimationFrame(drawFrame);
}
