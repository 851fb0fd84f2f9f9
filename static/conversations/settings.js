/* The settings panel: what the next completion is made with; saved as it changes. */
import { fetchFragment, replaceNode, sendForm } from "../base/fragments.js";
import { urlOf } from "./page-config.js";
import { readParameters, resetParameter, showChanges, writeParameters } from "./parameters.js";

const SAVE_DELAY_MS = 500;
const WIDE = matchMedia("(width >= 72rem)");
const HIDDEN_KEY = "playground.settings-hidden";

export class Settings extends EventTarget {
  #config;
  #draft;
  #form = document.getElementById("settings-form");
  #panel = document.getElementById("settings");
  #button = document.getElementById("settings-toggle");
  #state = document.getElementById("settings-state");
  #saving = 0;

  constructor(config, draft) {
    super();
    this.#config = config;
    this.#draft = draft;
    this.#form.addEventListener("input", (event) => this.#changed(event.target));
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("click", (event) => {
      if (event.target.closest("[data-reset]")) resetParameter(event.target.closest("[data-parameter]"));
    });
    this.#listed = this.#form.elements.credential.value;
    this.model.addEventListener("change", () => this.#modelChosen());
    this.#form.endpoint.addEventListener("change", () => void this.#loadParameters());
    this.model.addEventListener("htmx:beforeSwap", () => (this.#remembered = this.read()));
    this.model.addEventListener("htmx:afterSwap", () => this.#modelsArrived());
    this.#button.addEventListener("click", () => this.toggle());
    document.getElementById("settings-close").addEventListener("click", () => this.toggle());
    if (localStorage.getItem(HIDDEN_KEY)) this.#panel.dataset.closed = "";
    this.#panel.addEventListener("toggle", () => this.#toggled());
    WIDE.addEventListener("change", () => this.#toggled());
    this.#toggled();
    this.#showChanges();
  }

  get model() {
    return this.#form.elements.model;
  }

  /** The settings as a frame carries them. */
  read() {
    const { credential, model, endpoint, system, tools } = this.#form.elements;
    const { is_streaming: streaming, tool_choice: choice } = this.#form.elements;
    return {
      credential: credential.value || null,
      provider: model.selectedOptions[0]?.dataset.provider ?? "",
      model: model.value,
      endpoint: endpoint.value.trim(),
      system: system.value,
      parameters: readParameters(),
      is_streaming: streaming.checked,
      tools: tools.value,
      tool_choice: choice.value,
    };
  }

  /** False, with the field shown and focused, where a value cannot be sent. */
  check() {
    const invalid = this.#form.querySelector(":is(input, select, textarea):invalid");
    if (!invalid) return true;
    this.showFault(invalid, invalid.validationMessage);
    return false;
  }

  /** Point at what a refusal names: a field of the form, or a parameter. */
  showFault(field, text) {
    const input = this.#markFault(field, text);
    if (!input) return;
    if (this.#isHidden) this.toggle();
    input.focus();
  }

  /** Settings of a conversation that is not saved yet, as this browser kept them. */
  async restore(kept) {
    if (!kept) return;
    for (const name of ["credential", "endpoint", "system"]) this.#form.elements[name].value = kept[name] ?? "";
    this.#form.elements.is_streaming.checked = kept.is_streaming;
    this.#restoreFunctions(kept);
    if (kept.model) this.#chooseModel(kept);
    await this.#loadParameters(kept.parameters);
  }

  #restoreFunctions({ tools = "", tool_choice: choice = "" }) {
    this.#form.elements.tools.value = tools;
    this.#form.elements.tool_choice.dataset.wanted = choice;
    if (tools) this.#form.elements.tools.dispatchEvent(new Event("restore"));
  }

  toggle() {
    if (WIDE.matches) {
      // What is in a closed panel cannot have the focus.
      if (this.#panel.contains(document.activeElement)) this.#button.focus();
      const isClosed = this.#panel.toggleAttribute("data-closed");
      if (isClosed) localStorage.setItem(HIDDEN_KEY, "1");
      else localStorage.removeItem(HIDDEN_KEY);
      this.#toggled();
    } else if (this.#panel.togglePopover()) {
      document.getElementById("settings-close").focus();
    }
  }

  #toggled() {
    this.#button.setAttribute("aria-expanded", String(!this.#isHidden));
  }

  get #isHidden() {
    return WIDE.matches ? this.#panel.hasAttribute("data-closed") : !this.#panel.matches(":popover-open");
  }

  #markFault(field, text) {
    const input = field instanceof Element
      ? field
      : (document.getElementById(`parameter-${field}`) ?? this.#form.elements.namedItem(field));
    if (!input) return null;
    // Functions are written in a dialog.
    if (input.name === "tools") return document.getElementById("functions-edit");
    input.setAttribute("aria-invalid", "true");
    const place = input.closest("[data-parameter]")?.querySelector(".parameter__error");
    if (place) {
      place.hidden = false;
      place.textContent = text;
    }
    return input;
  }

  #changed(input) {
    input.removeAttribute("aria-invalid");
    const place = input.closest("[data-parameter]")?.querySelector(".parameter__error");
    if (place) place.hidden = true;
    this.#showChanges();
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => void this.#save(), SAVE_DELAY_MS);
  }

  #showChanges() {
    const { isChanged, isDoubtful } = showChanges();
    document.getElementById("changed-dot").hidden = !isChanged;
    const warning = document.getElementById("two-randomness");
    if (warning) warning.hidden = !isDoubtful;
    this.dispatchEvent(new Event("changed"));
  }

  async #save() {
    const settings = this.read();
    if (!this.#config.is_saved) {
      this.#draft.change({ settings });
      return;
    }
    try {
      const fields = { ...settings, parameters: JSON.stringify(settings.parameters) };
      const refused = await sendForm(urlOf(this.#config, "save_settings"), fields);
      this.#state.textContent = refused ? refused.message : this.#state.dataset.saved;
      if (refused) this.#markFault(refused.field, refused.message);
    } catch {
      this.#state.textContent = this.#state.dataset.failed;
    }
  }

  async #loadParameters(values = readParameters()) {
    const { provider, model, endpoint } = this.read();
    const query = new URLSearchParams({ provider, model, endpoint });
    replaceNode(document.getElementById("parameters"), await fetchFragment(`${urlOf(this.#config, "parameters")}?${query}`));
    writeParameters(values);
    this.#showChanges();
  }

  /* A person's own service is an endpoint with a name; any other model is used instead of one. */
  #modelChosen() {
    this.#form.elements.endpoint.value = this.model.selectedOptions[0]?.dataset.endpoint ?? "";
    void this.#loadParameters();
  }

  // The credential whose models are shown, and what was chosen before others came.
  #listed;
  #remembered = null;

  #modelsArrived() {
    const { credential } = this.#form.elements;
    const isRefreshed = this.#listed === credential.value && this.#remembered.model;
    this.#listed = credential.value;
    // Of a newer list the choice stays, of another credential only if it has it.
    if (isRefreshed || this.#findOption(this.#remembered)) this.#chooseModel(this.#remembered);
    if (isRefreshed) this.#showChanges();
    else void this.#loadParameters().then(() => this.#save());
  }

  /** Choose a model, even one that the list does not have. */
  #chooseModel(chosen) {
    (this.#findOption(chosen) ?? this.#addOption(chosen)).selected = true;
  }

  #findOption({ provider, model, endpoint }) {
    const named = [...this.model.options].filter((each) => each.value === model && each.dataset.provider === provider);
    return named.find((each) => each.dataset.endpoint === endpoint) ?? named.find((each) => !each.dataset.endpoint);
  }

  #addOption({ provider, model, endpoint }) {
    const option = new Option(model, model);
    option.dataset.provider = provider;
    option.dataset.endpoint = endpoint;
    const groups = [...this.model.querySelectorAll("optgroup")];
    (groups.find((group) => group.dataset.provider === provider) ?? groups[0] ?? this.model).append(option);
    return option;
  }
}
