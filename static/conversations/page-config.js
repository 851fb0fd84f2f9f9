/* What the server tells the scripts of this page, and addresses made from it. */

export function readConfig() {
  const config = JSON.parse(document.getElementById("page-config").textContent);
  const { user, ...strings } = document.getElementById("conversation").dataset;
  return { ...config, user, strings };
}

/** The address `name` of this conversation; of one of its messages where that is named. */
export function urlOf(config, name, message = "") {
  return config.urls[name].replace(config.placeholder, message);
}
