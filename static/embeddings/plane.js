/* The texts as points of a plane, in the color of their label. */
import { announce } from "../base/announce.js";
import { colorOf, cssColor, fetchPart, loading, sayText } from "./plot-view.js";
import { PointCloud, fitted } from "./point-cloud.js";

const COLORS = ["--accent", "--warning", "--code-meta", "--success", "--danger", "--code-title", "--code-keyword"];
const OTHER = "--ink-faint";
const RADIUS_PX = 4;
const MANY_POINTS = 1_500;

class Plane {
  #plot = document.getElementById("plane");
  #canvas = document.getElementById("plane-canvas");
  #cloud = new PointCloud(this.#canvas, this);
  #places = [];
  #texts = [];
  /* For each place the group of its label, and the groups by name. */
  #groups = [];
  #names = [];
  #chosen = null;
  #found = null;

  constructor() {
    document.getElementById("plane-query").addEventListener("input", ({ target }) => this.#search(target.value));
    void loading(this.#plot, () => this.#fetch());
  }

  async #fetch() {
    const { points: pointsUrl, texts: textsUrl, shares } = this.#plot.dataset;
    const [points, texts] = await Promise.all([fetchPart(pointsUrl, "json"), fetchPart(textsUrl, "json")]);
    this.#places = points.places;
    this.#texts = texts.texts;
    this.#group(texts.labels);
    const share = (points.shares[0] + points.shares[1]).toLocaleString(document.documentElement.lang, {
      style: "percent",
      maximumFractionDigits: 0,
    });
    document.getElementById("plane-shares").textContent = shares.replace("{share}", share);
    this.#plot.dataset.count = this.#places.length;
    this.#cloud.show(fitted(points.x), fitted(points.y, { isUp: true }));
  }

  #group(labels) {
    if (labels.length === 0) return;
    const { other, nameless } = this.#plot.dataset;
    const counts = new Map();
    for (const place of this.#places) counts.set(labels[place], (counts.get(labels[place]) ?? 0) + 1);
    const sorted = [...counts.keys()].sort((one, two) => counts.get(two) - counts.get(one));
    const named = sorted.slice(0, sorted.length > COLORS.length ? COLORS.length - 1 : COLORS.length);
    this.#groups = this.#places.map((place) => {
      const group = named.indexOf(labels[place]);
      return group < 0 ? COLORS.length : group;
    });
    this.#names = named.map((label) => label || nameless);
    if (sorted.length > named.length) this.#names[COLORS.length] = other;
    this.#drawLabels();
  }

  #drawLabels() {
    const list = document.getElementById("plane-labels");
    list.replaceChildren();
    this.#names.forEach((name, group) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plot__label";
      button.setAttribute("aria-pressed", "false");
      const dot = document.createElement("span");
      dot.className = "plot__dot";
      dot.style.setProperty("background", `var(${COLORS[group] ?? OTHER})`);
      button.append(dot, name);
      button.addEventListener("click", () => this.#choose(group));
      const item = document.createElement("li");
      item.append(button);
      item.dataset.group = group;
      list.append(item);
    });
    list.hidden = false;
  }

  #choose(group) {
    this.#chosen = this.#chosen === group ? null : group;
    for (const item of document.getElementById("plane-labels").children) {
      item.firstElementChild.setAttribute("aria-pressed", String(Number(item.dataset.group) === this.#chosen));
    }
    this.#cloud.view.draw();
  }

  #search(query) {
    const wanted = query.trim().toLowerCase();
    this.#found = wanted ? this.#places.map((place) => this.#texts[place].toLowerCase().includes(wanted)) : null;
    const count = document.getElementById("plane-count");
    const { count: total, ...strings } = this.#plot.dataset;
    const found = this.#found?.filter(Boolean).length;
    count.textContent = this.#found ? strings.countWords.replace("{found}", found).replace("{total}", total) : "";
    this.#cloud.view.draw();
  }

  #isFaint(point) {
    if (this.#found && !this.#found[point]) return true;
    return this.#chosen !== null && this.#groups[point] !== this.#chosen;
  }

  draw(cloud) {
    const { view } = cloud;
    const context = this.#canvas.getContext("2d");
    context.clearRect(0, 0, view.width, view.height);
    const colors = [...COLORS, OTHER].map(colorOf);
    const radius = RADIUS_PX * view.density * (cloud.count > MANY_POINTS ? 0.7 : 1) * Math.min(view.zoom, 4) ** 0.35;
    const paint = (point, opacity) => {
      const [x, y] = cloud.pixelsOf(point);
      if (x < -radius || y < -radius || x > view.width + radius || y > view.height + radius) return;
      context.fillStyle = cssColor(colors[this.#groups[point] ?? 0], opacity);
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fill();
    };
    // What stands out is drawn last, over the rest.
    for (let point = 0; point < cloud.count; point += 1) if (this.#isFaint(point)) paint(point, 0.12);
    for (let point = 0; point < cloud.count; point += 1) if (!this.#isFaint(point)) paint(point, 0.7);
    if (cloud.current !== null) this.#ring(context, cloud, radius);
  }

  #ring(context, cloud, radius) {
    const [x, y] = cloud.pixelsOf(cloud.current);
    context.strokeStyle = cssColor(colorOf("--ink"));
    context.lineWidth = 2 * cloud.view.density;
    context.beginPath();
    context.arc(x, y, radius + 3 * cloud.view.density, 0, 2 * Math.PI);
    context.stroke();
  }

  say(point) {
    const place = this.#places[point];
    sayText("said", place, this.#texts, this.#plot.dataset.neighbors);
    document.getElementById("plot-said").hidden = false;
    if (document.activeElement === this.#canvas) announce(`${place + 1}: ${this.#texts[place]}`);
  }

  open(point) {
    location.assign(`${this.#plot.dataset.neighbors}?text=${this.#places[point] + 1}`);
  }
}

if (document.getElementById("plane")) new Plane();
