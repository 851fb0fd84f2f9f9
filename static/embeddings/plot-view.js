/* A canvas that is looked at through a window: it is zoomed and moved by wheel, fingers, keys and
 * buttons. What is seen is drawn by whoever owns it, in coordinates from 0 to 1 on both axes. */

const MOST_ZOOM = 400;
const STEP = 1.5;
/* A pointer that moved less than this has clicked. */
const STILL_PX = 4;

export class PlotView {
  /* The window: its upper left corner, and how often it fits into the whole. */
  x = 0;
  y = 0;
  zoom = 1;
  #canvas;
  #owner;
  #pointers = new Map();
  #moved = 0;
  #frame = 0;

  /** `owner` has `draw()`, `pointed(x, y)`, `left()`, `clicked(x, y)`, and `key(event)`, true if it took it. */
  constructor(canvas, owner) {
    this.#canvas = canvas;
    this.#owner = owner;
    new ResizeObserver(() => this.#resize()).observe(canvas);
    canvas.addEventListener("wheel", (event) => this.#wheeled(event), { passive: false });
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", (event) => this.#up(event));
    canvas.addEventListener("pointercancel", (event) => this.#pointers.delete(event.pointerId));
    canvas.addEventListener("pointerleave", () => this.#pointers.size === 0 && owner.left());
    canvas.addEventListener("keydown", (event) => this.#key(event));
    document.getElementById("zoom-in")?.addEventListener("click", () => this.zoomBy(STEP));
    document.getElementById("zoom-out")?.addEventListener("click", () => this.zoomBy(1 / STEP));
    document.getElementById("zoom-all")?.addEventListener("click", () => this.showAll());
    this.#watchColors();
  }

  get width() {
    return this.#canvas.width;
  }

  get height() {
    return this.#canvas.height;
  }

  /** How many pixels of the screen are one of the page. */
  get density() {
    return this.#canvas.width / (this.#canvas.clientWidth || 1);
  }

  /** Where a place of the whole is on the canvas, in its pixels. */
  toPixels(x, y) {
    return [(x - this.x) * this.zoom * this.width, (y - this.y) * this.zoom * this.height];
  }

  zoomBy(factor, x = this.x + 0.5 / this.zoom, y = this.y + 0.5 / this.zoom) {
    const zoom = Math.min(Math.max(this.zoom * factor, 1), MOST_ZOOM);
    this.x = x - ((x - this.x) * this.zoom) / zoom;
    this.y = y - ((y - this.y) * this.zoom) / zoom;
    this.zoom = zoom;
    this.#changed();
  }

  showAll() {
    this.zoom = 1;
    this.#changed();
  }

  /** Move the window so that this place is within it. */
  bringIntoView(x, y) {
    const size = 1 / this.zoom;
    if (x < this.x || x > this.x + size) this.x = x - size / 2;
    if (y < this.y || y > this.y + size) this.y = y - size / 2;
    this.#changed();
  }

  draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.width && this.#owner.draw());
  }

  #changed() {
    const most = 1 - 1 / this.zoom;
    this.x = Math.min(Math.max(this.x, 0), most);
    this.y = Math.min(Math.max(this.y, 0), most);
    this.#canvas.classList.toggle("is-zoomed", this.zoom > 1);
    this.draw();
  }

  #resize() {
    const density = Math.min(devicePixelRatio, 2);
    this.#canvas.width = Math.round(this.#canvas.clientWidth * density);
    this.#canvas.height = Math.round(this.#canvas.clientHeight * density);
    this.draw();
  }

  #watchColors() {
    const redraw = () => this.draw();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  #place(event) {
    const box = this.#canvas.getBoundingClientRect();
    const across = (event.clientX - box.left) / box.width;
    const down = (event.clientY - box.top) / box.height;
    return [this.x + across / this.zoom, this.y + down / this.zoom];
  }

  /* The page scrolls past a plot that nobody has taken hold of. */
  #wheeled(event) {
    if (!event.ctrlKey && document.activeElement !== this.#canvas) return;
    event.preventDefault();
    this.zoomBy(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), ...this.#place(event));
  }

  #down(event) {
    this.#canvas.focus({ preventScroll: true });
    this.#canvas.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, event);
    this.#moved = 0;
  }

  #move(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) {
      this.#owner.pointed(...this.#place(event));
      return;
    }
    const across = event.clientX - before.clientX;
    const down = event.clientY - before.clientY;
    this.#moved += Math.hypot(across, down);
    if (this.#pointers.size === 1) {
      this.x -= across / this.#canvas.clientWidth / this.zoom;
      this.y -= down / this.#canvas.clientHeight / this.zoom;
      this.#changed();
    } else {
      this.#pinch(event);
    }
    this.#pointers.set(event.pointerId, event);
  }

  #pinch(event) {
    const other = [...this.#pointers.values()].find(({ pointerId }) => pointerId !== event.pointerId);
    const before = this.#pointers.get(event.pointerId);
    const distance = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
    this.zoomBy(distance(event) / distance(before), ...this.#place(other));
  }

  #up(event) {
    const isClick = this.#pointers.size === 1 && this.#moved < STILL_PX;
    this.#pointers.delete(event.pointerId);
    if (isClick) this.#owner.clicked(...this.#place(event));
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const zooms = { "+": STEP, "=": STEP, "-": 1 / STEP };
    if (event.key in zooms) this.zoomBy(zooms[event.key]);
    else if (event.key === "0") this.showAll();
    else if (!this.#owner.key(event)) return;
    event.preventDefault();
  }
}

/** The red, green and blue of a color of the tokens, as it is now. */
export function colorOf(name) {
  const probe = document.createElement("span");
  probe.style.setProperty("color", `var(${name})`);
  document.body.append(probe);
  const numbers = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number);
  probe.remove();
  return numbers.slice(0, 3);
}

export const cssColor = ([red, green, blue], opacity = 1) => `rgb(${red} ${green} ${blue} / ${opacity})`;

/** Fetch what a plot shows; `what` is "json" or "arrayBuffer". Raises where it is not to be had. */
export async function fetchPart(url, what) {
  const response = await fetch(url, { credentials: "same-origin", redirect: "manual" });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return response[what]();
}

/** Show that the plot is being fetched, or why it was not. */
export async function loading(plot, work) {
  const spinner = document.getElementById("plot-spinner");
  spinner.hidden = false;
  try {
    await work();
  } catch {
    const fault = document.getElementById("plot-fault");
    fault.textContent = plot.dataset.failed;
    fault.hidden = false;
  } finally {
    spinner.hidden = true;
  }
}

/** Put a text and the link to its neighbors into the words beside a plot. */
export function sayText(prefix, place, texts, neighbors) {
  const link = document.getElementById(`${prefix}-number`);
  link.textContent = `#${(place + 1).toLocaleString("en")}`;
  link.href = `${neighbors}?text=${place + 1}`;
  document.getElementById(prefix === "said" ? "said-text" : prefix).textContent = texts[place];
}
