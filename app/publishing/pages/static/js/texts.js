// What the page says, from the block of data that the server wrote in the page's language.

const block = document.getElementById("script-texts");
const data = block ? JSON.parse(block.textContent) : { texts: {}, counts: {} };

const language = data.language ?? document.documentElement.lang;
export const kinds = data.kinds ?? [];

const plural = new Intl.PluralRules(language);
const whole = new Intl.NumberFormat(language);

/** A text with its values: `{name}` is replaced by `values.name`. */
export function text(key, values = {}) {
  return fill(data.texts[key] ?? key, values);
}

/** A text in the form that a number asks for. */
export function counted(key, count) {
  const forms = data.counts[key] ?? {};
  return fill(forms[plural.select(count)] ?? forms.other ?? "{count}", { count: whole.format(count) });
}

export function number(value) {
  return whole.format(value);
}

function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
