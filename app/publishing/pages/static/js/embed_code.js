// The snippet and its preview follow the form; without this module the form's button does the same.

import { ROOT } from "./api.js";
import { questionOf } from "./finder_form.js";

const form = document.getElementById("embed-form");
const snippet = document.getElementById("snippet");
const preview = document.getElementById("preview");
const download = document.getElementById("export");
const copied = document.getElementById("copied");
const COLOURS = ["brand", "accent", "background"];
const LOCKS = ["region", "department"];
const WAIT_MS = 400;
let timer = 0;

/** No place is in a département and in a région elsewhere: the field that was not touched gives way. */
function agree({ name }) {
  const { region, department } = form.elements;
  const within = department.selectedOptions[0].dataset.region;
  if (region.value && within && within !== region.value) {
    (name === "region" ? department : region).value = "";
  }
  if (!LOCKS.includes(name)) return;
  department.removeAttribute("aria-invalid");
  department.removeAttribute("aria-describedby");
  document.getElementById("embed-elsewhere")?.remove();
}

function parameters() {
  const values = new FormData(form);
  const kept = questionOf(`?${new URLSearchParams(values)}`);
  for (const name of LOCKS) if (values.get(name)) kept.set(name, values.get(name));
  const shown = new URLSearchParams(kept);
  for (const name of values.getAll("filters")) shown.append("filters", name);
  if (values.get("own")) for (const name of COLOURS) shown.set(name, values.get(name).slice(1));
  if (values.get("map_lang") !== "fr") for (const asked of [kept, shown]) asked.set("lang", values.get("map_lang"));
  return { kept, shown };
}

function height() {
  const field = document.getElementById("embed-height");
  return field.validity.valid && field.value ? field.value : preview.height;
}

function update() {
  const { kept, shown } = parameters();
  const path = shown.size ? `${ROOT}/embed?${shown}` : `${ROOT}/embed`;
  // Parsed as HTML, the snippet's own style would offend this page's policy.
  const source = (window.location.origin + path).replaceAll("&", "&amp;");
  snippet.value = snippet.value
    .replace(/ src="[^"]*"/, () => ` src="${source}"`)
    .replace(/ title="[^"]*"/, () => ` title="${form.elements.map_lang.selectedOptions[0].dataset.title}"`)
    .replace(/ height="[^"]*"/, ` height="${height()}"`);
  if (preview.src !== new URL(path, window.location.href).href) preview.src = path;
  preview.height = height();
  download.href = kept.size ? `${ROOT}/embed/export.html?${kept}` : `${ROOT}/embed/export.html`;
  copied.textContent = "";
}

form.addEventListener("input", ({ target }) => {
  agree(target);
  clearTimeout(timer);
  timer = setTimeout(update, WAIT_MS);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  update();
});
for (const name of COLOURS) {
  // Choosing a colour means wanting it.
  form.elements[name].addEventListener("input", () => { form.elements.own.checked = true; });
}
// The form may have been changed before this module came, or filled again by the browser.
agree(form.elements.department);
update();
document.getElementById("copy").addEventListener("click", async () => {
  // What was just chosen is in the code that is copied.
  clearTimeout(timer);
  update();
  try {
    await navigator.clipboard.writeText(snippet.value);
    copied.textContent = copied.dataset.copied;
  } catch {
    snippet.select();
    copied.textContent = copied.dataset.failed;
  }
});
