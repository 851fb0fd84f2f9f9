/* From a prompt to a batch: the page of batches gets it as a form, because addresses are logged. */

/** Leave for the page on which words of `text` become columns; `settings` are those of a frame. */
export function makeBatch(url, text, settings) {
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
