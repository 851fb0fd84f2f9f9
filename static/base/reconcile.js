/* A list that is fetched anew: what has not changed stays the very node it was, so that scrolling,
 * selections, the focus and open menus outlive it. */

/** Give `list` the children of `fresh`, which are matched by their ids; `isKept` ones never go. */
export function reconcile(list, fresh, isKept = () => false) {
  const known = new Map([...list.children].map((node) => [node.id, node]));
  let place = list.firstElementChild;
  for (const wanted of [...fresh.children]) {
    const old = known.get(wanted.id);
    known.delete(wanted.id);
    while (place && place !== old && known.has(place.id) && isKept(place)) place = place.nextElementSibling;
    const isSame = old && (old.isEqualNode(wanted) || isKept(old));
    const node = isSame ? old : wanted;
    if (place !== node) list.insertBefore(node, place);
    else place = place.nextElementSibling;
    if (isSame) continue;
    if (old === place) place = old.nextElementSibling;
    if (old) takePlace(old, wanted);
    window.htmx.process(wanted);
  }
  for (const node of known.values()) {
    if (!isKept(node)) node.remove();
  }
}

function takePlace(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  old.remove();
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}
