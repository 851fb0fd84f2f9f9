/* Two models on the same pairs of texts: how alike for the one, how alike for the other. */
import { announce } from "../base/announce.js";
import { colorOf, cssColor, fetchPart, loading, sayText } from "./plot-view.js";
import { PointCloud, fitted } from "./point-cloud.js";

const RADIUS_PX = 2.5;
const MARGIN = 0.08;

class Pairs {
  #plot = document.getElementById("pairs");
  #canvas = document.getElementById("pairs-canvas");
  #cloud = new PointCloud(this.#canvas, this);
  #pairs = { first: [], second: [], x: [], y: [] };
  #texts = [];
  #range = [0, 1];

  constructor() {
    document.getElementById("with").addEventListener("change", ({ target }) => target.form.requestSubmit());
    document.getElementById("against-show").hidden = true;
    void loading(this.#plot, () => this.#fetch());
  }

  async #fetch() {
    const { pairs, texts } = this.#plot.dataset;
    const [found, { texts: all }] = await Promise.all([fetchPart(pairs, "json"), fetchPart(texts, "json")]);
    this.#pairs = found;
    this.#texts = all;
    const numbers = [...found.x, ...found.y];
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    this.#range = [low, high];
    this.#plot.dataset.count = found.x.length;
    this.#cloud.show(
      fitted(found.x, { low, high, margin: MARGIN }),
      fitted(found.y, { low, high, margin: MARGIN, isUp: true }),
    );
  }

  draw(cloud) {
    const { view } = cloud;
    const context = this.#canvas.getContext("2d");
    context.clearRect(0, 0, view.width, view.height);
    this.#drawAxes(context, view);
    context.fillStyle = cssColor(colorOf("--accent"), cloud.count > 1_000 ? 0.3 : 0.6);
    for (let point = 0; point < cloud.count; point += 1) {
      const [x, y] = cloud.pixelsOf(point);
      context.beginPath();
      context.arc(x, y, RADIUS_PX * view.density, 0, 2 * Math.PI);
      context.fill();
    }
    if (cloud.current === null) return;
    const [x, y] = cloud.pixelsOf(cloud.current);
    context.strokeStyle = cssColor(colorOf("--danger"));
    context.lineWidth = 2 * view.density;
    context.beginPath();
    context.arc(x, y, (RADIUS_PX + 3) * view.density, 0, 2 * Math.PI);
    context.stroke();
  }

  #drawAxes(context, view) {
    const [left, bottom] = view.toPixels(MARGIN, 1 - MARGIN);
    const [right, top] = view.toPixels(1 - MARGIN, MARGIN);
    context.lineWidth = view.density;
    context.strokeStyle = cssColor(colorOf("--line"));
    context.strokeRect(left, top, right - left, bottom - top);
    context.setLineDash([4 * view.density, 4 * view.density]);
    context.strokeStyle = cssColor(colorOf("--line-strong"));
    context.beginPath();
    context.moveTo(left, bottom);
    context.lineTo(right, top);
    context.stroke();
    context.setLineDash([]);
    this.#drawWords(context, view, { left, right, top, bottom });
  }

  #drawWords(context, view, { left, right, top, bottom }) {
    const [low, high] = this.#range.map((number) => number.toFixed(2));
    const { across, up } = this.#plot.dataset;
    const gap = 6 * view.density;
    context.fillStyle = cssColor(colorOf("--ink-soft"));
    context.font = `${11 * view.density}px ${getComputedStyle(this.#canvas).fontFamily}`;
    context.textBaseline = "top";
    context.textAlign = "left";
    context.fillText(low, left, bottom + gap);
    context.textAlign = "right";
    context.fillText(high, right, bottom + gap);
    context.textAlign = "center";
    context.fillText(across, (left + right) / 2, bottom + gap);
    context.save();
    context.translate(left - gap, (top + bottom) / 2);
    context.rotate(-Math.PI / 2);
    context.textBaseline = "bottom";
    context.fillText(up, 0, 0);
    context.restore();
  }

  say(point) {
    const { first, second, x, y } = this.#pairs;
    const { neighbors, across, up } = this.#plot.dataset;
    const value = `${across} ${x[point].toFixed(3)} · ${up} ${y[point].toFixed(3)}`;
    document.getElementById("said-value").textContent = value;
    sayText("said-first", first[point], this.#texts, neighbors);
    sayText("said-second", second[point], this.#texts, neighbors);
    document.getElementById("plot-said").hidden = false;
    if (document.activeElement === this.#canvas) announce(`${first[point] + 1}, ${second[point] + 1}: ${value}`);
  }

  open(point) {
    location.assign(`${this.#plot.dataset.neighbors}?text=${this.#pairs.first[point] + 1}`);
  }
}

if (document.getElementById("pairs")) new Pairs();
