/* The threshold as it is moved, before its texts are asked for. */

const slider = document.getElementById("threshold");
const value = document.getElementById("threshold-value");

slider?.addEventListener("input", () => {
  value.textContent = (Number(slider.value) / 100).toFixed(2);
});
