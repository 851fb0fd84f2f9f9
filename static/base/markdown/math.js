/* Formulas: KaTeX, loaded with the first one, rendered into nodes that are safe already. */

const CACHE_SIZE = 300;
const OPTIONS = { throwOnError: false, trust: false, strict: "ignore", maxExpand: 1000, maxSize: 20 };
const cache = new Map();
let katex;
let loading;

function load() {
  loading ??= import("katex").then((module) => {
    katex = module.default;
    const style = document.getElementById("katex-style");
    if (style) style.media = "all";
  });
  return loading;
}

export function renderMath(element) {
  if (katex) {
    draw(element);
    return;
  }
  void load().then(() => {
    if (element.isConnected) draw(element);
  });
}

/* While a block streams in it is drawn again and again; a formula in it only once. */
function draw(element) {
  const displayMode = element.classList.contains("math--display");
  const key = `${displayMode} ${element.textContent}`;
  let drawn = cache.get(key);
  if (!drawn) {
    drawn = document.createElement("span");
    katex.render(element.textContent, drawn, { ...OPTIONS, displayMode });
    if (cache.size >= CACHE_SIZE) cache.delete(cache.keys().next().value);
    cache.set(key, drawn);
  }
  element.replaceChildren(...drawn.cloneNode(true).childNodes);
  element.classList.replace("math", "math--drawn");
}
