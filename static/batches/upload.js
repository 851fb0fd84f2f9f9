/* A file: chosen or dragged onto the page, judged by its size, sent with a bar that shows how far. */
import { announce } from "../base/announce.js";

const UNITS = ["B", "KB", "MB", "GB"];

function sizeText(bytes) {
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1);
  const size = bytes / 1024 ** power;
  return `${size.toLocaleString(document.documentElement.lang, { maximumFractionDigits: power > 1 ? 1 : 0 })} ${UNITS[power]}`;
}

class Upload {
  #form;
  #zone;
  #input;
  #progress = document.getElementById("upload-progress");
  #bar = document.getElementById("upload-bar");
  #sent = document.getElementById("upload-sent");
  #button = document.getElementById("upload-submit");
  #isSending = false;

  constructor(form) {
    this.#form = form;
    this.#zone = form.querySelector(".dropzone");
    this.#input = form.elements.file;
    this.#zone.classList.add("is-ready");
    this.#input.addEventListener("change", () => this.#chosen());
    this.#watchDragging();
    this.#watchSending();
    addEventListener("beforeunload", (event) => this.#isSending && event.preventDefault());
    // The browser keeps the choice when it comes back to a page.
    if (this.#input.files.length > 0) this.#chosen();
  }

  #chosen() {
    const [file] = this.#input.files;
    document.getElementById("upload-chosen").textContent = file ? `${file.name} · ${sizeText(file.size)}` : "";
    this.#say(file ? this.#faultOf(file) : "");
  }

  #faultOf(file) {
    const { maxBytes, tooLarge } = this.#zone.dataset;
    return file.size > Number(maxBytes) ? tooLarge.replace("{size}", sizeText(file.size)) : "";
  }

  #say(text) {
    const place = document.getElementById("upload-fault");
    const notice = document.createElement("p");
    notice.className = "notice notice--danger";
    notice.textContent = text;
    place.replaceChildren(...(text ? [notice] : []));
  }

  /* The whole page takes a file: nobody has to aim. */
  #watchDragging() {
    let depth = 0;
    const show = (isOver) => this.#zone.classList.toggle("is-over", isOver);
    const hasFile = (event) => event.dataTransfer?.types.includes("Files") && !this.#isSending;
    document.addEventListener("dragenter", (event) => hasFile(event) && show(++depth > 0));
    document.addEventListener("dragleave", (event) => hasFile(event) && show(--depth > 0));
    document.addEventListener("dragover", (event) => hasFile(event) && event.preventDefault());
    document.addEventListener("drop", (event) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      depth = 0;
      show(false);
      this.#take(event.dataTransfer.files);
    });
  }

  #take(files) {
    if (files.length === 0) return;
    const one = new DataTransfer();
    one.items.add(files[0]);
    this.#input.files = one.files;
    this.#form.closest("details")?.setAttribute("open", "");
    this.#chosen();
    this.#button.focus();
    if (files.length > 1) announce(this.#zone.dataset.tooMany);
  }

  #watchSending() {
    const form = this.#form;
    form.addEventListener("htmx:beforeRequest", (event) => {
      const [file] = this.#input.files;
      const fault = file ? this.#faultOf(file) : this.#zone.dataset.noFile;
      this.#say(fault);
      if (fault) event.preventDefault();
      else this.#show(true);
    });
    form.addEventListener("htmx:xhr:progress", ({ detail }) => this.#advance(detail));
    form.addEventListener("htmx:afterRequest", (event) => {
      // A redirect is on its way: the bar stays until the next page is there.
      if (event.detail.successful && event.detail.xhr.getResponseHeader("HX-Redirect")) this.#isSending = false;
      else this.#show(false);
    });
    for (const type of ["sendError", "timeout"]) {
      form.addEventListener(`htmx:${type}`, (event) => this.#failed(event, this.#zone.dataset.noConnection));
    }
    form.addEventListener("htmx:responseError", (event) => this.#failed(event, this.#zone.dataset.failed));
    document.getElementById("upload-cancel").addEventListener("click", () => {
      window.htmx.trigger(form, "htmx:abort");
      this.#button.focus();
    });
  }

  /* Said here, where the file is, and not once more by the page. */
  #failed(event, text) {
    event.stopPropagation();
    this.#say(text);
  }

  #show(isSending) {
    this.#isSending = isSending;
    this.#progress.hidden = !isSending;
    this.#button.disabled = isSending;
    this.#bar.value = 0;
    this.#sent.textContent = "";
  }

  #advance({ loaded, total }) {
    if (!this.#isSending || !total) return;
    const { sent, storing } = this.#progress.dataset;
    if (loaded < total) {
      this.#bar.value = loaded / total;
      this.#sent.textContent = sent.replace("{sent}", sizeText(loaded)).replace("{total}", sizeText(total));
    } else {
      this.#bar.removeAttribute("value");
      this.#sent.textContent = storing;
    }
  }
}

const form = document.getElementById("upload-form");
if (form) new Upload(form);
