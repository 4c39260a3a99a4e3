// The last searches, on this device alone: shown where nothing is asked yet, and forgotten at a press.

import { store, stored } from "./stored.js";
import { text } from "./texts.js";

const RECENT = "recent";
const MOST = 4;

/** Keep a search, the latest first; one with other filters takes the place of the last about the same. */
export function rememberSearch(title, address) {
  const others = stored(RECENT).filter((one) => one.title !== title);
  store(RECENT, [{ title, address }, ...others].slice(0, MOST));
}

/** Show the last searches at the end of the form. */
export function showRecent(form) {
  const searches = stored(RECENT).filter(({ address }) => isOurs(address));
  if (!searches.length) return;
  const line = document.createElement("p");
  line.className = "recent";
  line.append(text("recent"), " ");
  for (const { title, address } of searches) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = title;
    link.dataset.search = "";
    line.append(link, " ");
  }
  const forget = document.createElement("button");
  forget.type = "button";
  forget.className = "tool";
  forget.textContent = text("forget");
  forget.addEventListener("click", () => {
    store(RECENT, []);
    line.remove();
    form.elements.namedItem("q").focus();
  });
  line.append(forget);
  form.append(line);
}

/** Whether an address that was kept leads to this page and nowhere else. */
function isOurs(address) {
  const { origin, pathname } = new URL(address, window.location.href);
  return origin === window.location.origin && pathname === window.location.pathname;
}
