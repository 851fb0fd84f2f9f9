/* From a prompt to another page, which gets it as a form, because addresses are logged. */

/** Leave for a page that takes the prompt `text`; `settings` are those of a frame, `more` what else it takes. */
export function handOver(url, text, settings, more = {}) {
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  const fields = {
    csrfmiddlewaretoken: headers["X-CSRFToken"],
    kind: "chat",
    prompt: text,
    system: settings.system,
    credential: settings.credential ?? "",
    provider: settings.provider,
    model: settings.model,
    endpoint: settings.endpoint,
    parameters: JSON.stringify(settings.parameters),
    ...more,
  };
  const form = document.createElement("form");
  form.method = "post";
  form.action = url;
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    form.append(field);
  }
  form.hidden = true;
  document.body.append(form);
  form.submit();
  form.remove();
}
