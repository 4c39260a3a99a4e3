// Without a network: the service worker gives what was kept, and a line says of when it is.

import { ROOT } from "./api.js";

const line = document.getElementById("offline-line");
const { lang } = document.documentElement;
/** What the map needs when the tiles of others cannot be had. */
const GROUND = ["./ground.js", "./vector_tile.js", "../ground.mvt"].map((path) => new URL(path, import.meta.url).href);

function dayOf(moment) {
  const day = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { day: "numeric", month: "long" }).format(moment);
  return lang === "fr" ? day.replace(/^1 /, "1er ") : day;
}

function hourOf(moment) {
  const minutes = String(moment.getMinutes()).padStart(2, "0");
  if (lang !== "fr") return `${moment.getHours()}:${minutes}`;
  return `${moment.getHours()}\u00a0h${minutes === "00" ? "" : `\u00a0${minutes}`}`;
}

/** Say of when what is shown is; nothing where it is of now. */
function say(kept) {
  line.hidden = !kept;
  if (!kept) return;
  const moment = new Date(kept);
  line.textContent = line.dataset.text.replace("{day}", dayOf(moment)).replace("{hour}", hourOf(moment));
}

/** Have this page kept, as it stands at its address now, and the files that it was made of. */
function keepThis(files = []) {
  navigator.serviceWorker.controller?.postMessage({ keep: [window.location.href, ...files] });
}

async function start() {
  const container = navigator.serviceWorker;
  container.addEventListener("message", ({ data }) => say(data.kept));
  const isFirst = !container.controller;
  let address = window.location.href;
  // A search changes the address without a page of its own.
  window.addEventListener("pagehide", () => {
    if (window.location.href !== address) keepThis();
    address = window.location.href;
  });
  await container.register(`${ROOT}/service-worker.js`, { scope: `${ROOT}/` });
  await container.ready;
  if (!isFirst) return;
  if (!container.controller) await new Promise((done) => container.addEventListener("controllerchange", done, { once: true }));
  keepThis([...performance.getEntriesByType("resource").map(({ name }) => name), ...GROUND]);
}

say(document.documentElement.dataset.kept);
// Where the browser has none, or forbids it, pages are as they always were.
if (navigator.serviceWorker) window.addEventListener("load", () => start().catch(() => {}), { once: true });
