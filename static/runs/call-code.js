/* The tabs of the code of a call, wherever they come from: by click, and by the arrow keys. */

function select(tab) {
  for (const other of tab.closest("[role=tablist]").querySelectorAll("[role=tab]")) {
    const isChosen = other === tab;
    other.setAttribute("aria-selected", String(isChosen));
    other.tabIndex = isChosen ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = !isChosen;
  }
}

function neighbor(tab, key) {
  const tabs = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const last = tabs.length - 1;
  const at = tabs.indexOf(tab);
  const places = { ArrowLeft: at === 0 ? last : at - 1, ArrowRight: at === last ? 0 : at + 1, Home: 0, End: last };
  return tabs[places[key]];
}

document.addEventListener("click", ({ target }) => {
  const tab = target.closest?.("[data-call-code] [role=tab]");
  if (tab) select(tab);
});

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[data-call-code] [role=tab]");
  const next = tab && neighbor(tab, event.key);
  if (!next) return;
  event.preventDefault();
  select(next);
  next.focus();
});
