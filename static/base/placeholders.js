/* `{{names}}` in a prompt, for which values are put in. The same rules as prompt_templates.py. */

const TOKEN = /\{{4}|\{\{(?!\{)((?:[^{}]|\{(?!\{)|\}(?!\}))*)\}\}/g;
const ESCAPE = "{{{{";

export const escape = (text) => text.replaceAll("{{", ESCAPE);

/** The text in parts, in order: `column` is null where a part is text; `shown` is what is meant. */
export function tokens(template) {
  const found = [];
  let end = 0;
  const add = (start, stop, shown, column = null) => {
    if (stop > start) found.push({ start, stop, shown, column });
  };
  for (const match of template.matchAll(TOKEN)) {
    const stop = match.index + match[0].length;
    const name = match[1]?.trim();
    add(end, match.index, template.slice(end, match.index));
    if (match[0] === ESCAPE) add(match.index, stop, "{{");
    else add(match.index, stop, match[0], name || null);
    end = stop;
  }
  add(end, template.length, template.slice(end));
  return found;
}

/** The names of the columns, each once, in the order in which they are met. */
export function columnsOf(templates) {
  const names = templates.flatMap(tokens).map((token) => token.column);
  return [...new Set(names.filter((name) => name !== null))];
}
