/* One line: how many rows ended a second, over the time of the job. */
import { rate } from "./figures.js";

const WIDTH = 600;
const HEIGHT = 120;
const COLUMNS = 60;
const LEAST_SECONDS = 3;
const MOST_POINTS = 1200;
const SHORT_SECONDS = 600;
const DAY_SECONDS = 86_400;

/** Points are [seconds since the epoch, rows ended]; returns rows a second for each column of time. */
function ratesOf(points, columns = COLUMNS) {
  if (points.length < 2) return [];
  const start = points[0][0];
  const step = Math.max(points.at(-1)[0] - start, LEAST_SECONDS) / columns;
  const rates = [];
  let at = 0;
  let before = points[0][1];
  for (let column = 1; column <= columns; column += 1) {
    const moment = start + column * step;
    while (at < points.length - 2 && points[at + 1][0] < moment) at += 1;
    const ended = between(points[at], points[at + 1], moment);
    // Failed rows that are called again have not ended any more.
    rates.push(Math.max(0, ended - before) / step);
    before = ended;
  }
  return rates.map((_, index) => mean(rates.slice(Math.max(0, index - 1), index + 2)));
}

/* Rows end in bunches; how fast it goes is what their neighbors agree on. */
function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function between([fromTime, from], [toTime, to], moment) {
  if (moment >= toTime || toTime === fromTime) return to;
  return from + ((to - from) * (moment - fromTime)) / (toTime - fromTime);
}

export class Chart {
  #root;
  #points;

  constructor(root, points) {
    this.#root = root;
    this.#points = points;
    this.#draw();
  }

  add(at, ended) {
    const last = this.#points.at(-1);
    if (last && at <= last[0]) return;
    this.#points.push([at, ended]);
    // Every second one is as good, once there are more than columns.
    if (this.#points.length > MOST_POINTS) {
      this.#points = this.#points.filter((_, index, { length }) => index % 2 === 0 || index === length - 1);
    }
    this.#draw();
  }

  #draw() {
    const rates = ratesOf(this.#points);
    const most = Math.max(0, ...rates);
    const isEmpty = most === 0;
    this.#root.querySelector("#chart-empty").hidden = !isEmpty;
    if (isEmpty) return;
    const top = HEIGHT / (most * 1.1);
    const places = rates.map((each, index) => `${(index * WIDTH) / (rates.length - 1)},${HEIGHT - each * top}`);
    const line = `M${places.join("L")}`;
    this.#root.querySelector(".chart__line").setAttribute("d", line);
    this.#root.querySelector(".chart__area").setAttribute("d", `${line}L${WIDTH},${HEIGHT}L0,${HEIGHT}Z`);
    this.#say("#chart-most", `↑ ${rate(most)}`);
    const [from, to] = [this.#points[0][0], this.#points.at(-1)[0]];
    this.#say("#chart-from", timeOf(from, to - from));
    this.#say("#chart-to", timeOf(to, to - from));
    const words = this.#root.querySelector("#chart-words");
    words.textContent = words.dataset.words.replace("{now}", rate(rates.at(-1))).replace("{most}", rate(most));
  }

  #say(selector, text) {
    this.#root.querySelector(selector).textContent = text;
  }
}

/* A time of the day; with seconds or with the day, as `span`, also in seconds, asks for. */
function timeOf(seconds, span) {
  const style = { timeStyle: span < SHORT_SECONDS ? "medium" : "short" };
  if (span > DAY_SECONDS) style.dateStyle = "short";
  return new Date(seconds * 1000).toLocaleString(document.documentElement.lang, style);
}
