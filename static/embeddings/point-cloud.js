/* Points on a canvas, of which one is pointed at: by pointer, or by going from one to the next. */
import { PlotView } from "./plot-view.js";

const REACH_PX = 14;
/* What is aside of the way is that much farther. */
const ASIDE = 2.5;
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class PointCloud {
  current = null;
  #owner;
  #xs = new Float32Array();
  #ys = new Float32Array();
  #isPinned = false;

  /** `owner` has `draw(cloud)`, `say(point)`, `open(point)`; `canvas` shows places from 0 to 1. */
  constructor(canvas, owner) {
    this.#owner = owner;
    this.view = new PlotView(canvas, this);
  }

  show(xs, ys) {
    this.#xs = xs;
    this.#ys = ys;
    this.view.draw();
  }

  get count() {
    return this.#xs.length;
  }

  /** Where a point is on the canvas, in its pixels. */
  pixelsOf(point) {
    return this.view.toPixels(this.#xs[point], this.#ys[point]);
  }

  draw() {
    this.#owner.draw(this);
  }

  #nearest(x, y) {
    const reach = REACH_PX * this.view.density;
    const [left, top] = this.view.toPixels(x, y);
    let best = null;
    let least = reach * reach;
    for (let point = 0; point < this.count; point += 1) {
      const [across, down] = this.pixelsOf(point);
      const distance = (across - left) ** 2 + (down - top) ** 2;
      if (distance < least) [best, least] = [point, distance];
    }
    return best;
  }

  #point(point) {
    if (point === this.current) return;
    this.current = point;
    this.view.draw();
    if (point !== null) this.#owner.say(point);
  }

  pointed(x, y) {
    if (!this.#isPinned) this.#point(this.#nearest(x, y));
  }

  left() {
    if (!this.#isPinned) this.#point(null);
  }

  clicked(x, y) {
    const point = this.#nearest(x, y);
    this.#isPinned = point !== null;
    this.#point(point);
  }

  key({ key }) {
    if (key === "Enter" && this.current !== null) {
      this.#owner.open(this.current);
      return true;
    }
    if (key === "Escape") {
      this.#isPinned = false;
      this.#point(null);
      return true;
    }
    if (!(key in WAYS) || !this.count) return false;
    const next = this.current === null ? 0 : this.#next(WAYS[key]);
    if (next === null) return true;
    this.#isPinned = true;
    this.#point(next);
    this.view.bringIntoView(this.#xs[next], this.#ys[next]);
    return true;
  }

  /* The nearest point in a direction, for which going straight counts as shorter. */
  #next([right, down]) {
    const [x, y] = [this.#xs[this.current], this.#ys[this.current]];
    let best = null;
    let least = Infinity;
    for (let point = 0; point < this.count; point += 1) {
      const along = (this.#xs[point] - x) * right + (this.#ys[point] - y) * down;
      const aside = Math.abs((this.#xs[point] - x) * down + (this.#ys[point] - y) * right);
      const distance = along + ASIDE * aside;
      if (point !== this.current && along > 0 && distance < least) [best, least] = [point, distance];
    }
    return best;
  }
}

/** Put numbers between 0 and 1, with a margin; `isUp` turns them round. */
export function fitted(numbers, { low = Math.min(...numbers), high = Math.max(...numbers), isUp = false, margin = 0.04 } = {}) {
  const size = high - low || 1;
  const middle = high === low ? 0.5 : 0;
  return Float32Array.from(numbers, (number) => {
    const place = margin + (1 - 2 * margin) * ((number - low) / size + middle);
    return isUp ? 1 - place : place;
  });
}
