/* The editor of functions: JSON in a dialog, checked by the server while it is written. */
import { strings } from "../base/announce.js";
import { fetchFragment } from "../base/fragments.js";
import { urlOf } from "./page-config.js";

const CHECK_DELAY_MS = 400;
/* The choices that stand before the names of functions. */
const CHOICES = 3;

export class FunctionEditor {
  #config;
  #dialog = document.getElementById("functions-dialog");
  #text = document.getElementById("functions-text");
  #panel = document.getElementById("functions");
  #form = document.getElementById("settings-form");
  #drawer = document.getElementById("settings");
  #wasInDrawer = false;
  /* What was written stays where the dialog is closed by accident, as by a click beside it. */
  #isUnsaved = false;
  #checking = 0;
  #asked = 0;

  constructor(config) {
    this.#config = config;
    document.getElementById("functions-edit").addEventListener("click", () => this.#open());
    document.getElementById("functions-cancel").addEventListener("click", () => this.#cancel());
    document.getElementById("functions-save").addEventListener("click", () => void this.#save());
    document.getElementById("functions-format").addEventListener("click", () => this.#format());
    this.#dialog.addEventListener("close", () => this.#closed());
    this.#text.addEventListener("input", () => this.#checkSoon());
    this.#dialog.addEventListener("click", ({ target }) => {
      const template = target.closest("[data-template]");
      if (template) this.#add(template.dataset.template);
      if (target.closest("[data-show-line]")) this.#showLine();
    });
    // Settings that this browser kept.
    this.#kept.addEventListener("restore", () => void this.#showKept());
  }

  get #kept() {
    return this.#form.elements.tools;
  }

  /* On narrow screens the settings are a drawer, which every dialog closes. */
  #closed() {
    if (!this.#wasInDrawer) return;
    this.#drawer.showPopover();
    document.getElementById("functions-edit").focus();
  }

  #open() {
    this.#wasInDrawer = this.#drawer.matches(":popover-open");
    if (!this.#isUnsaved) this.#text.value = this.#kept.value;
    void this.#check();
    this.#select(0, 0);
  }

  #cancel() {
    this.#isUnsaved = false;
    this.#dialog.close();
  }

  #checkSoon() {
    this.#isUnsaved = true;
    clearTimeout(this.#checking);
    this.#checking = setTimeout(() => void this.#check(), CHECK_DELAY_MS);
  }

  /** Show what the server says of a text; returns it, or null where the server did not answer. */
  async #check(text = this.#text.value) {
    clearTimeout(this.#checking);
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const fresh = await fetchFragment(urlOf(this.#config, "check_functions"), { data: { tools: text } });
      if (asked === this.#asked) {
        document.getElementById("functions-check").replaceWith(fresh);
        this.#text.setAttribute("aria-invalid", String(!isValid(fresh)));
      }
      return fresh;
    } catch {
      document.getElementById("functions-check").textContent = strings.requestFailed;
      return null;
    }
  }

  async #save() {
    const text = this.#text.value.trim();
    const checked = await this.#check(text);
    if (!checked) return;
    if (!isValid(checked)) {
      this.#showLine();
      return;
    }
    this.#kept.value = text;
    this.#isUnsaved = false;
    this.#showFunctions(checked);
    this.#kept.dispatchEvent(new Event("input", { bubbles: true }));
    this.#dialog.close();
  }

  async #showKept() {
    const checked = await this.#check(this.#kept.value);
    if (checked && isValid(checked)) this.#showFunctions(checked);
  }

  /** Put the functions of a checked text into the panel, and their names into the choice. */
  #showFunctions(checked) {
    const list = checked.querySelector("[data-functions]").cloneNode(true);
    this.#panel.querySelector("[data-functions]").replaceWith(list);
    const names = [...list.children].map((each) => each.dataset.name);
    const choice = this.#form.elements.tool_choice;
    const chosen = choice.dataset.wanted ?? choice.value;
    delete choice.dataset.wanted;
    choice.length = CHOICES;
    for (const name of names) choice.add(new Option(name, name));
    choice.value = names.length > 0 ? chosen : "";
    if (choice.selectedIndex < 0) choice.value = "";
    this.#panel.querySelector(".functions__choice").hidden = names.length === 0;
  }

  #add(name) {
    const example = this.#config.function_templates[name];
    const functions = this.#parsed();
    // What is no JSON yet is mended first: the check says where.
    if (functions && !functions.some((each) => each?.name === example.name)) this.#put([...functions, example]);
    else void this.#check();
    this.#select(this.#text.value.lastIndexOf(`"${example.name}"`) + 1, example.name.length);
  }

  #format() {
    const functions = this.#parsed();
    if (functions) this.#put(functions);
    else void this.#check();
  }

  #put(functions) {
    this.#text.value = functions.length > 0 ? JSON.stringify(functions, null, 2) : "";
    this.#isUnsaved = true;
    this.#text.focus();
    void this.#check();
  }

  /** The list that the text is, or null while it is none. */
  #parsed() {
    try {
      const value = JSON.parse(this.#text.value.trim() || "[]");
      return Array.isArray(value) ? value : [value];
    } catch {
      return null;
    }
  }

  #showLine() {
    const line = Number(document.getElementById("functions-check").dataset.line ?? 1);
    const lines = this.#text.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((length, each) => length + each.length + 1, 0);
    this.#select(start, lines[line - 1]?.length ?? 0);
    this.#text.scrollTop = (this.#text.scrollHeight / lines.length) * (line - 3);
  }

  #select(start, length) {
    this.#text.focus();
    this.#text.setSelectionRange(start, start + length);
  }
}

const isValid = (checked) => "valid" in checked.dataset;
