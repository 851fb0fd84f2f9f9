/* The chip that says how the connection is; silent while all is well. */

const CALM_MS = 1_500;
const RESUMED_MS = 2_500;

export function showConnection(socket) {
  const chip = document.getElementById("connection");
  let wasLost = false;
  let timer = 0;

  const show = (text, kind) => {
    chip.textContent = text;
    chip.className = `badge connection badge--${kind}`;
    chip.hidden = false;
  };

  socket.addEventListener("state", ({ detail: state }) => {
    clearTimeout(timer);
    if (state === "live") {
      chip.hidden = !wasLost;
      if (wasLost) {
        show(chip.dataset.resumed, "success");
        timer = setTimeout(() => (chip.hidden = true), RESUMED_MS);
      }
      wasLost = false;
    } else if (state === "closed") {
      show(chip.dataset.closed, "danger");
    } else {
      // A blink of the network is nobody's business.
      timer = setTimeout(() => {
        wasLost = true;
        show(chip.dataset.reconnecting, "warning");
      }, wasLost ? 0 : CALM_MS);
    }
  });
}
