/* How alike all texts are, each with each: a cell for every pair, dark where they are alike. */
import { announce } from "../base/announce.js";
import { PlotView, colorOf, cssColor, fetchPart, loading, sayText } from "./plot-view.js";

const COLORS = ["--surface-sunken", "--accent-soft", "--accent", "--ink"];
/* Of the cells in one pixel so many are looked at, along each side. */
const SAMPLES = 4;
const HEAD_BYTES = 4;
const similarity = (level) => level / 127.5 - 1;

class HeatMap {
  #plot = document.getElementById("heat-map");
  #canvas = document.getElementById("heat-canvas");
  #context = this.#canvas.getContext("2d");
  #view = new PlotView(this.#canvas, this);
  #count = 0;
  #places = new Uint32Array();
  #levels = new Uint8Array();
  #range = [0, 255];
  #texts = [];
  #cell = null;
  #isPinned = false;
  #image = null;

  constructor() {
    const order = document.getElementById("order");
    order.addEventListener("change", () => void loading(this.#plot, () => this.#fetch(order.value)));
    void loading(this.#plot, async () => {
      const [texts] = await Promise.all([fetchPart(this.#plot.dataset.texts, "json"), this.#fetch(order.value)]);
      this.#texts = texts.texts;
    });
  }

  async #fetch(order) {
    const url = order ? `${this.#plot.dataset.levels}?order=${order}` : this.#plot.dataset.levels;
    const buffer = await fetchPart(url, "arrayBuffer");
    this.#count = new Uint32Array(buffer, 0, 1)[0];
    this.#places = new Uint32Array(buffer, HEAD_BYTES, this.#count);
    this.#levels = new Uint8Array(buffer, HEAD_BYTES * (this.#count + 1));
    this.#range = this.#rangeOf();
    this.#cell = null;
    this.#isPinned = false;
    document.getElementById("plot-said").hidden = true;
    this.#plot.dataset.count = this.#count;
    this.#view.draw();
  }

  /* Between which levels most pairs are: so many colors tell more than all that could be. */
  #rangeOf() {
    const counts = new Float64Array(256);
    const count = this.#count;
    for (let row = 0; row < count; row += 1) {
      for (let column = row + 1; column < count; column += 1) counts[this.#levels[row * count + column]] += 1;
    }
    const total = (count * (count - 1)) / 2;
    const at = (share) => {
      let seen = 0;
      return Math.max(counts.findIndex((here) => (seen += here) > total * share), 0);
    };
    return total ? [at(0.01), Math.max(at(0.995), at(0.01) + 1)] : [0, 255];
  }

  #palette() {
    const stops = COLORS.map(colorOf);
    const [low, high] = this.#range;
    return Uint32Array.from({ length: 256 }, (_, level) => {
      const place = Math.min(Math.max((level - low) / (high - low), 0), 1) * (stops.length - 1);
      const first = Math.min(Math.floor(place), stops.length - 2);
      const [red, green, blue] = stops[first].map((from, part) => Math.round(from + (stops[first + 1][part] - from) * (place - first)));
      return (255 << 24) | (blue << 16) | (green << 8) | red;
    });
  }

  draw() {
    const palette = this.#palette();
    this.#image = this.#context.createImageData(this.#view.width, this.#view.height);
    if (this.#count) this.#paint(new Uint32Array(this.#image.data.buffer), palette);
    this.#drawLegend(palette);
    this.#drawOver();
  }

  #paint(pixels, palette) {
    const { width, height, x, y, zoom } = this.#view;
    const count = this.#count;
    const cellsAcross = count / zoom / width;
    const samples = Math.min(Math.max(Math.round(cellsAcross), 1), SAMPLES);
    const cellAt = (from, pixel, size, sample) =>
      Math.min(Math.floor((from + (pixel + (sample + 0.5) / samples) / size / zoom) * count), count - 1);
    const columns = new Uint32Array(width * samples);
    for (let pixel = 0; pixel < width * samples; pixel += 1) {
      columns[pixel] = cellAt(x, Math.floor(pixel / samples), width, pixel % samples);
    }
    const rows = new Uint32Array(samples);
    for (let down = 0; down < height; down += 1) {
      for (let sample = 0; sample < samples; sample += 1) rows[sample] = cellAt(y, down, height, sample) * count;
      for (let across = 0; across < width; across += 1) {
        let sum = 0;
        for (const row of rows) {
          for (let sample = 0; sample < samples; sample += 1) sum += this.#levels[row + columns[across * samples + sample]];
        }
        pixels[down * width + across] = palette[Math.round(sum / samples / samples)];
      }
    }
  }

  /* The cross through the cell that is pointed at. */
  #drawOver() {
    this.#context.putImageData(this.#image, 0, 0);
    if (!this.#cell) return;
    const [row, column] = this.#cell;
    const size = (this.#view.zoom * this.#view.width) / this.#count;
    const [left, top] = this.#view.toPixels(column / this.#count, row / this.#count);
    const context = this.#context;
    context.lineWidth = this.#view.density;
    context.strokeStyle = cssColor(colorOf("--ink"), 0.35);
    context.beginPath();
    context.moveTo(left + size / 2, 0);
    context.lineTo(left + size / 2, this.#view.height);
    context.moveTo(0, top + size / 2);
    context.lineTo(this.#view.width, top + size / 2);
    context.stroke();
    context.strokeStyle = cssColor(colorOf("--danger"));
    context.lineWidth = 2 * this.#view.density;
    const side = Math.max(size, 6 * this.#view.density);
    context.strokeRect(left + (size - side) / 2, top + (size - side) / 2, side, side);
  }

  #drawLegend(palette) {
    const [low, high] = this.#range;
    document.getElementById("legend-low").textContent = similarity(low).toFixed(2);
    document.getElementById("legend-high").textContent = similarity(high).toFixed(2);
    const legend = document.getElementById("legend");
    const context = legend.getContext("2d");
    for (let across = 0; across < legend.width; across += 1) {
      const color = palette[Math.round(low + ((high - low) * across) / (legend.width - 1))];
      context.fillStyle = cssColor([color & 255, (color >> 8) & 255, (color >> 16) & 255]);
      context.fillRect(across, 0, 1, legend.height);
    }
  }

  #point(cell) {
    const isSame = this.#cell && cell && this.#cell[0] === cell[0] && this.#cell[1] === cell[1];
    if (isSame || !this.#image) return;
    this.#cell = cell;
    this.#drawOver();
    if (cell) this.#say(...cell);
  }

  #say(row, column) {
    const { neighbors } = this.#plot.dataset;
    document.getElementById("said-value").textContent = this.#valueOf(row, column);
    sayText("said-first", this.#places[row], this.#texts, neighbors);
    sayText("said-second", this.#places[column], this.#texts, neighbors);
    document.getElementById("plot-said").hidden = false;
  }

  #valueOf(row, column) {
    return similarity(this.#levels[row * this.#count + column]).toFixed(2);
  }

  #cellAt(x, y) {
    const within = (place) => Math.min(Math.max(Math.floor(place * this.#count), 0), this.#count - 1);
    return this.#count ? [within(y), within(x)] : null;
  }

  pointed(x, y) {
    if (!this.#isPinned) this.#point(this.#cellAt(x, y));
  }

  left() {
    if (!this.#isPinned) this.#point(null);
  }

  clicked(x, y) {
    const cell = this.#cellAt(x, y);
    this.#isPinned = !(this.#isPinned && String(cell) === String(this.#cell));
    this.#point(cell);
  }

  key({ key, shiftKey }) {
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    if (key === "Enter" && this.#cell) {
      location.assign(document.getElementById("said-first-number").href);
      return true;
    }
    if (key === "Escape") {
      this.#isPinned = false;
      this.#point(null);
      return true;
    }
    if (!(key in steps) || !this.#count) return false;
    const [from, to] = this.#cell ?? this.#cellAt(this.#view.x, this.#view.y);
    const within = (place) => Math.min(Math.max(place, 0), this.#count - 1);
    const far = shiftKey ? 10 : 1;
    const cell = [within(from + steps[key][0] * far), within(to + steps[key][1] * far)];
    this.#isPinned = true;
    this.#point(cell);
    this.#view.bringIntoView((cell[1] + 0.5) / this.#count, (cell[0] + 0.5) / this.#count);
    const [first, second] = cell.map((place) => this.#places[place]);
    const words = { first: first + 1, second: second + 1, value: this.#valueOf(...cell) };
    announce(this.#plot.dataset.said.replace(/\{(\w+)\}/g, (_, name) => words[name]));
    return true;
  }
}

if (document.getElementById("heat-map")) new HeatMap();
