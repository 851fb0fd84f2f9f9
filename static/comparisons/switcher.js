/* The letters above the columns of a narrow screen: which one is seen, and the way to the others. */

export function watchSwitcher(switcher, columns) {
  const tabs = new Map([...switcher.children].map((tab) => [tab.dataset.column, tab]));

  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const tab = tabs.get(target.dataset.column);
        if (!tab || !isIntersecting) continue;
        for (const other of tabs.values()) other.removeAttribute("aria-current");
        tab.setAttribute("aria-current", "true");
      }
    },
    { root: columns, threshold: 0, rootMargin: "10000px -49% 10000px -49%" },
  );
  // A column that is asked again comes as a new element.
  const observe = () => [...columns.children].forEach((column) => seen.observe(column));
  new MutationObserver(observe).observe(columns, { childList: true });
  observe();

  switcher.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-column]");
    if (!tab) return;
    event.preventDefault();
    const column = columns.querySelector(`[data-column="${tab.dataset.column}"]`);
    columns.scrollTo({ left: column.offsetLeft - columns.offsetLeft });
    column.querySelector(".column__body").focus({ preventScroll: true });
  });
}
