/* A picture that is pasted or dropped goes the way of one that was chosen. */

function take(files) {
  const picture = [...(files ?? [])].find((file) => file.type.startsWith("image/"));
  if (!picture) return false;
  const data = new DataTransfer();
  data.items.add(picture);
  const field = document.getElementById("file");
  field.files = data.files;
  field.form.requestSubmit();
  return true;
}

document.addEventListener("paste", (event) => {
  if (take(event.clipboardData?.files)) event.preventDefault();
});
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  take(event.dataTransfer?.files);
});
