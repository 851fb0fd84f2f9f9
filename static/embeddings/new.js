/* New texts: how many there are, whether they are a sheet after all, and files that are dragged. */

const form = document.getElementById("new-set");
const lines = form.elements.lines;
const count = document.getElementById("line-count");
const hint = document.getElementById("looks-like-sheet");
const sourceOf = (value) => form.querySelector(`[name=source][value=${value}]`);

function choose(value) {
  const radio = sourceOf(value);
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

function showCount() {
  const texts = lines.value.split("\n").filter((line) => line.trim());
  count.textContent = `${texts.length.toLocaleString("en")} / ${count.dataset.limit}`;
  hint.hidden = texts.length < 2 || !texts.slice(0, 20).every((line) => line.includes("\t"));
}

lines.addEventListener("input", showCount);
showCount();

document.getElementById("take-as-sheet").addEventListener("click", () => {
  form.elements.sheet.value = lines.value;
  lines.value = "";
  showCount();
  choose("sheet");
  form.elements.sheet.focus();
});

/* The whole page takes a file: nobody has to aim. */
const hasFile = (event) => event.dataTransfer?.types.includes("Files");
document.addEventListener("dragover", (event) => hasFile(event) && event.preventDefault());
document.addEventListener("drop", (event) => {
  if (!hasFile(event)) return;
  event.preventDefault();
  const one = new DataTransfer();
  one.items.add(event.dataTransfer.files[0]);
  form.elements.file.files = one.files;
  choose("file");
});

/* The browser keeps what was chosen when it comes back to a page. */
if (!sourceOf("lines").checked) choose(new FormData(form).get("source"));
