/* The page of a link: it draws what is shown, and closes once the link does. */
import "../base/markdown/markdown-text.js";
import { watchCopyButtons } from "../base/clipboard.js";
import { Socket } from "../base/socket.js";

const SOCKET = "/ws/shares/";
const { token, revision } = document.body.dataset;
const socket = new Socket(SOCKET);

function showClosed() {
  const template = document.getElementById("closed");
  document.title = template.content.querySelector(".empty__title").textContent;
  document.querySelector(".shared__actions").remove();
  document.getElementById("main").replaceChildren(template.content.cloneNode(true));
}

socket.addEventListener("state", ({ detail }) => {
  if (detail === "live") socket.send({ type: "share.watch", token, revision: Number(revision) });
});
socket.addEventListener("frame", ({ detail }) => {
  if (detail.type === "share.closed") showClosed();
  else if (detail.type === "share.updated") document.getElementById("updated").hidden = false;
});

watchCopyButtons();
socket.connect();
/* A page that comes back from the browser's memory may show what is shared no more. */
window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
