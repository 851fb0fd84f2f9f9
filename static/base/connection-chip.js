/* The chip that says how the connection is, silent while all is well; signed out, a way back. */

const CALM_MS = 1_500;
const RESUMED_MS = 2_500;

/** `beforeLeaving` is called on the way to the sign-in page, which leads back to this one. */
export function showConnection(socket, beforeLeaving = () => {}) {
  const chip = document.getElementById("connection");
  const wayBack = document.getElementById("sign-in-again");
  let wasLost = false;
  let isLosing = false;
  let timer = 0;

  const show = (text, kind) => {
    chip.textContent = text;
    chip.className = `badge connection badge--${kind}`;
    chip.hidden = false;
  };

  wayBack.addEventListener("click", () => {
    // Not earlier: the address changes when a new conversation is saved.
    const next = new URLSearchParams({ next: location.pathname });
    wayBack.search = next;
    beforeLeaving();
  });

  socket.addEventListener("state", ({ detail: state }) => {
    // Each attempt to reconnect that fails says so again; the first one counts.
    if (state === "reconnecting" && isLosing) return;
    isLosing = state === "reconnecting";
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
      wayBack.hidden = false;
    } else if (isLosing) {
      // A blink of the network is nobody's business.
      timer = setTimeout(() => {
        wasLost = true;
        show(chip.dataset.reconnecting, "warning");
      }, CALM_MS);
    }
  });
}
