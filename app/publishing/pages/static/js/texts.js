// What the page says, from the block of data that the server wrote in the page's language.

const block = document.getElementById("script-texts");
const data = block ? JSON.parse(block.textContent) : { texts: {}, counts: {}, hours: {} };

export const language = data.language ?? document.documentElement.lang;
export const kinds = data.kinds ?? [];
export const equipmentLabels = data.equipment ?? {};

const plural = new Intl.PluralRules(language);
const whole = new Intl.NumberFormat(language);
const oneDigit = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

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

/** Metres as people say them: the same steps as on the server. */
export function distance(metres) {
  if (metres < 995) return `${Math.round(metres / 10) * 10} m`;
  const kilometres = metres / 1000;
  return `${kilometres < 9.95 ? oneDigit.format(kilometres) : whole.format(Math.round(kilometres))} km`;
}

export function distanceText(metres, precision) {
  if (precision !== "commune_centroid") return text("distance", { distance: distance(metres) });
  // A commune's centre says nothing about hundreds of metres.
  return metres < 1000 ? text("nearby") : text("distanceAbout", { distance: distance(metres) });
}

/** Hours in OpenStreetMap syntax as people read them: the same steps as on the server. */
export function hoursText(osm) {
  const word = (code) => data.hours[code] ?? code;
  const nth = (whole, day, numbers) =>
    fill(data.hours.nth, { ordinal: numbers.split(",").map(word).join(", "), day: word(day) });
  return osm
    .replace(/\b(Mo|Tu|We|Th|Fr|Sa|Su)\[(-?[1-5](?:,-?[1-5])*)\]/g, nth)
    .replace(/\b([A-Z][a-z]{1,2}|PH|SH|off|closed|24\/7)\b/g, (code) => word(code))
    .replace(/\s*\|\|\s*/g, () => `; ${word("||")} `)
    .replace(/(\d\d:\d\d)-(\d\d:\d\d)/g, (span, opens, closes) => `${timeText(opens)}\u00a0– ${timeText(closes)}`)
    .replace(/,(?=\S)/g, ", ")
    .replace(/\s*; */g, language === "fr" ? "\u00a0; " : "; ");
}

/** A time of day such as `09:30` as people write it. */
function timeText(clock) {
  if (language !== "fr") return clock;
  const [hours, minutes] = clock.split(":");
  return `${Number(hours)}\u00a0h${minutes === "00" ? "" : `\u00a0${minutes}`}`;
}

function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
