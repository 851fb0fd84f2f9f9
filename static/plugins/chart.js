/* <data-chart>: draws an option of Apache ECharts that the server has checked to be plain data.
 *
 * The library comes when the first chart is in view. Colors are those of the page. */

const PALETTE = ["accent", "warning", "success", "code-title", "code-keyword", "danger", "code-meta", "code-number"];
const INK = ["ink", "ink-soft", "line", "surface", "line-strong"];
let loading;

function loadLibrary() {
  loading ??= import("echarts");
  return loading;
}

/* Tokens may be functions of the theme: the browser says what they come to. */
function colorsOf(element, names) {
  const probe = element.appendChild(document.createElement("span"));
  const colors = names.map((name) => {
    probe.style.setProperty("color", `var(--${name})`);
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return colors;
}

/** What the page adds to an option: colors, room, and tooltips that are drawn and are no HTML. */
function dressed(option, element) {
  const [ink, soft, line, surface, strong] = colorsOf(element, INK);
  const text = { color: ink, fontFamily: getComputedStyle(element).fontFamily };
  const hasLegend = option.legend?.show !== false && (option.series.length > 1 || option.legend !== undefined);
  const hasAxisName = option.yAxis?.some((part) => part.name) ?? false;
  const axis = (part) => ({
    ...part,
    axisLabel: { color: soft, hideOverlap: true },
    axisLine: { lineStyle: { color: strong } },
    splitLine: { lineStyle: { color: line } },
    nameTextStyle: { color: soft },
  });
  return {
    ...option,
    color: colorsOf(element, PALETTE),
    backgroundColor: surface,
    textStyle: text,
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    title: { ...option.title, left: "center", top: 8, textStyle: { ...text, fontSize: 14 }, subtextStyle: { color: soft } },
    legend: { ...option.legend, show: hasLegend, type: "scroll", bottom: 4, textStyle: { color: soft }, pageIconColor: ink, pageTextStyle: { color: soft } },
    tooltip: { renderMode: "richText", confine: true, backgroundColor: surface, borderColor: line, textStyle: { color: ink } },
    grid: { left: 12, right: 24, top: (option.title?.text ? 56 : 24) + (hasAxisName ? 16 : 0), bottom: hasLegend ? 40 : 12, containLabel: true },
    ...(option.xAxis && { xAxis: option.xAxis.map(axis) }),
    ...(option.yAxis && { yAxis: option.yAxis.map(axis) }),
    ...(option.radar && { radar: {
      ...option.radar, center: ["50%", "54%"], radius: "58%", axisName: { color: soft }, splitArea: { show: false },
      axisLine: { lineStyle: { color: line } }, splitLine: { lineStyle: { color: line } },
    } }),
    ...(option.visualMap && { visualMap: { ...option.visualMap, textStyle: { color: soft }, right: 0 } }),
    series: option.series.map((one) => dressedSeries(one, { soft, surface })),
  };
}

function dressedSeries(one, { soft, surface }) {
  const label = { ...one.label, color: soft, textBorderWidth: 0 };
  switch (one.type) {
    case "pie":
      return { radius: "58%", ...one, label: { ...label, show: true }, itemStyle: { borderColor: surface, borderWidth: 2 } };
    case "funnel":
      return { top: 56, bottom: 48, left: "12%", right: "12%", ...one, label: { ...label, show: true, position: "inside", color: surface }, itemStyle: { borderColor: surface } };
    case "tree":
      return { top: 40, bottom: 24, left: "16%", right: "20%", ...one, label: { ...label, position: "left", align: "right" }, leaves: { label: { position: "right", align: "left" } } };
    default:
      return { ...one, label };
  }
}

class DataChart extends HTMLElement {
  #chart = null;
  #size = new ResizeObserver(() => this.#chart?.resize());
  #view = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && void this.#begin());
  #theme = new MutationObserver(() => this.#draw());
  #scheme = matchMedia("(prefers-color-scheme: dark)");
  #recolor = () => this.#draw();

  connectedCallback() {
    this.#view.observe(this);
  }

  disconnectedCallback() {
    this.#view.disconnect();
    this.#size.disconnect();
    this.#theme.disconnect();
    this.#scheme.removeEventListener("change", this.#recolor);
    this.#chart?.dispose();
    this.#chart = null;
  }

  async #begin() {
    this.#view.disconnect();
    const { init } = await loadLibrary();
    if (!this.isConnected || this.#chart) return;
    this.#chart = init(this, null, { renderer: "canvas" });
    // Says to styles and tests that there is something to see, and on what ground.
    this.#chart.on("finished", () => this.setAttribute("data-drawn", this.#chart.getOption().backgroundColor));
    this.#draw();
    this.#size.observe(this);
    this.#theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.#scheme.addEventListener("change", this.#recolor);
  }

  #draw() {
    try {
      this.#chart?.setOption(dressed(JSON.parse(this.dataset.option), this), { notMerge: true });
    } catch {
      // Plain data, and still no chart: a network that leads to itself, an axis that is missing.
      this.#chart?.dispose();
      this.#chart = null;
      this.textContent = this.dataset.failed;
      this.classList.add("is-failed");
    }
  }
}

customElements.define("data-chart", DataChart);
