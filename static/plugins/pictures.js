/* Pictures of other hosts: nothing is asked of them until somebody wants to see one. */

/** Each button loads its picture in its own place. */
export function watchPictures() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-picture]");
    if (button) load(button);
  });
}

function load(button) {
  const image = new Image();
  image.className = "remote-picture__image";
  image.alt = button.dataset.alt;
  button.disabled = true;
  image.addEventListener("load", () => button.replaceWith(image));
  image.addEventListener("error", () => {
    const fault = document.createElement("span");
    fault.className = "remote-picture__fault";
    fault.role = "alert";
    fault.textContent = button.dataset.failed;
    button.replaceWith(fault);
  });
  image.src = button.dataset.picture;
}
