// A long run: its progress is read anew while it lasts, and its plan once it is there.

import { readText } from "./api.js";

const EVERY_MS = 1500;
/** After a failure the page asks less often, up to so many milliseconds. */
const SLOWEST_MS = 24000;

async function follow(wait = EVERY_MS) {
  await new Promise((done) => setTimeout(done, wait));
  let page;
  try {
    page = new DOMParser().parseFromString(await readText(window.location.href), "text/html");
  } catch {
    follow(Math.min(wait * 2, SLOWEST_MS));
    return;
  }
  const fresh = page.getElementById("run-progress");
  if (!fresh) {
    window.location.reload();
    return;
  }
  // Only what is told changes: the buttons keep the focus.
  document.getElementById("run-progress").replaceChildren(...fresh.childNodes);
  follow();
}

if (document.getElementById("siting-run")) follow();
