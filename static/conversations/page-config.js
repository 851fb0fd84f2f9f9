/* What the server tells the scripts of this page, and addresses made from it. */

export function readConfig() {
  const config = JSON.parse(document.getElementById("page-config").textContent);
  return { ...config, user: document.getElementById("conversation").dataset.user };
}

/** The address `name`, of this conversation and, where it is about one, of a message. */
export function urlOf(config, name, message = "") {
  return config.urls[name]
    .replace(config.places.conversation, config.conversation)
    .replace(config.places.message, message);
}
