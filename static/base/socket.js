/* The page's WebSocket: reconnects for as long as the page lives, and says what state it is in.
 *
 * Events: "frame" (detail: the frame) and "state" (detail: connecting, live, reconnecting, closed). */

const SIGNED_OUT_CODE = 4401;
const FIRST_DELAY_MS = 400;
const LONGEST_DELAY_MS = 10_000;
/* Proxies cut sockets that are silent for a minute. */
const PING_MS = 20_000;
const ANSWER_MS = 8_000;

export class Socket extends EventTarget {
  state = "connecting";
  #url;
  #socket = null;
  #failures = 0;
  #retry = 0;
  #ping = 0;
  #answer = 0;

  constructor(path) {
    super();
    this.#url = new URL(path, location.href);
    this.#url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    document.addEventListener("visibilitychange", () => this.#wakeUp());
    window.addEventListener("online", () => this.#wakeUp());
  }

  connect() {
    clearTimeout(this.#retry);
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.addEventListener("open", () => this.#opened());
    socket.addEventListener("message", (event) => this.#received(event.data));
    socket.addEventListener("close", (event) => {
      if (this.#socket === socket) this.#closed(event.code);
    });
  }

  /** Send a frame; false where there is no connection now. */
  send(frame) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #setState(state) {
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }

  #opened() {
    this.#failures = 0;
    this.#setState("live");
    this.#planPing();
  }

  #received(data) {
    clearTimeout(this.#answer);
    this.dispatchEvent(new CustomEvent("frame", { detail: JSON.parse(data) }));
  }

  #closed(code) {
    clearTimeout(this.#ping);
    clearTimeout(this.#answer);
    this.#socket = null;
    if (code === SIGNED_OUT_CODE) {
      this.#setState("closed");
      return;
    }
    this.#setState("reconnecting");
    const delay = Math.min(FIRST_DELAY_MS * 2 ** this.#failures, LONGEST_DELAY_MS);
    this.#failures += 1;
    this.#retry = setTimeout(() => this.connect(), delay * (0.75 + Math.random() / 2));
  }

  #planPing() {
    clearTimeout(this.#ping);
    this.#ping = setTimeout(() => {
      this.#checkAlive();
      this.#planPing();
    }, PING_MS);
  }

  #checkAlive() {
    if (!this.send({ type: "socket.ping" })) return;
    clearTimeout(this.#answer);
    this.#answer = setTimeout(() => this.#giveUp(), ANSWER_MS);
  }

  /* A dead connection may take minutes to say so; the page does not wait for it. */
  #giveUp() {
    const socket = this.#socket;
    this.#closed(0);
    socket?.close();
  }

  #wakeUp() {
    if (document.visibilityState === "hidden" || this.state === "closed") return;
    if (this.state === "reconnecting" && !this.#socket) this.connect();
    else this.#checkAlive();
  }
}
