// Places that somebody keeps in mind, without an account: their ids on this device, and a page that compares them.

import { store, stored } from "./stored.js";
import { counted, text } from "./texts.js";

const KEPT = "kept";
/** As many as the page compares. */
const MOST = 12;
const link = document.getElementById("kept");

/** Show on every button whether its place is kept, and how many are. */
export function showKept(root = document) {
  const ids = stored(KEPT);
  for (const button of root.querySelectorAll("[data-keep]")) {
    button.setAttribute("aria-pressed", String(ids.includes(button.dataset.keep)));
    button.disabled = false;
    button.hidden = false;
  }
  if (!link) return;
  link.hidden = ids.length === 0;
  link.querySelector("span").textContent = counted("kept", ids.length);
  link.dataset.count = ids.length;
  const address = new URL(link.href);
  address.searchParams.set("lieux", ids.join(","));
  link.href = address;
}

/** Keep a place, or let it go; returns what to say of it. */
function toggle(id) {
  const ids = stored(KEPT);
  if (ids.includes(id)) store(KEPT, ids.filter((other) => other !== id));
  else if (ids.length >= MOST) return text("keptFull");
  else store(KEPT, [...ids, id]);
  showKept();
  return counted("kept", stored(KEPT).length);
}

/** Let the page's buttons keep places; `say` tells who does not see them. */
export function keepPlaces(say) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-keep]");
    if (!button) return;
    event.preventDefault();
    say(toggle(button.dataset.keep));
  });
  // Another window, or a page that the browser has kept, may know more.
  window.addEventListener("storage", () => showKept());
  window.addEventListener("pageshow", () => showKept());
  showKept();
}

/** Keep exactly the places of a list, as its page shows them. */
export function keepOnly(ids) {
  store(KEPT, ids.slice(0, MOST));
  showKept();
}
