/* The inputs of a model's parameters: an empty one is not sent, so that the model's default holds. */

const inputs = () => [...document.querySelectorAll("#parameters [data-parameter]")];
const inputOf = (part) => part.querySelector(".input");

function readValue(type, text) {
  if (type === "float" || type === "int") return Number(text);
  if (type === "bool") return text === "true";
  if (type === "string_list") return text.split("\n").map((line) => line.trim()).filter(Boolean);
  if (type === "json") return parseJson(text);
  return text;
}

/* What is not JSON goes as the text it is: the server says what is wrong with it. */
function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function readParameters() {
  const values = {};
  for (const part of inputs()) {
    const text = inputOf(part).value.trim();
    if (text !== "") values[part.dataset.parameter] = readValue(part.dataset.type, text);
  }
  return values;
}

export function writeParameters(values) {
  for (const part of inputs()) {
    const value = values[part.dataset.parameter];
    if (value === undefined) continue;
    if (Array.isArray(value) && part.dataset.type === "string_list") inputOf(part).value = value.join("\n");
    else if (typeof value === "object") inputOf(part).value = JSON.stringify(value);
    else inputOf(part).value = String(value);
  }
}

export function resetParameter(part) {
  inputOf(part).value = "";
  inputOf(part).dispatchEvent(new Event("input", { bubbles: true }));
  inputOf(part).focus();
}

/** Mark what differs from the defaults: `{isChanged, isDoubtful}`. */
export function showChanges() {
  const changed = new Set();
  for (const part of inputs()) {
    const isChanged = inputOf(part).value.trim() !== "";
    part.classList.toggle("parameter--changed", isChanged);
    if (isChanged) changed.add(part.dataset.parameter);
  }
  return { isChanged: changed.size > 0, isDoubtful: changed.has("temperature") && changed.has("top_p") };
}
