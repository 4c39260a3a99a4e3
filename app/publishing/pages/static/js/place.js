// A place: its map with its neighbours, and buttons to share and to keep it.

import { drawMap } from "./page_map.js";
import { onChoice, pinIcon } from "./pins.js";
import { share } from "./share.js";
import { keepPlaces } from "./shortlist.js";

const NEAR_ZOOM = { address: 16, street: 15, commune_centroid: 12 };

async function start(host) {
  const { lat, lon, name, precision } = host.dataset;
  const position = [Number(lat), Number(lon)];
  const look = (map) => map.setView(position, NEAR_ZOOM[precision] ?? NEAR_ZOOM.address, { animate: false });
  const drawn = await drawMap(host, document.getElementById("map-note"), { look });
  if (!drawn) return;
  drawn.pins.addLayer(L.marker(position, { icon: pinIcon("●", precision === "commune_centroid"), title: name, zIndexOffset: 500, keyboard: false, interactive: false }));
  for (const other of document.querySelectorAll("#neighbours li[data-lat]")) {
    const className = other.dataset.approximate === undefined ? "dot" : "dot is-approximate";
    const icon = L.divIcon({ className, html: "", iconSize: [16, 16] });
    const marker = L.marker([Number(other.dataset.lat), Number(other.dataset.lon)], { icon, title: other.dataset.name });
    onChoice(marker, () => other.querySelector("a").click());
    drawn.pins.addLayer(marker);
  }
}

/** Who reads the page's first lines on a phone needs no map yet. */
function whenNear(host) {
  const watch = new IntersectionObserver(
    ([entry]) => {
      if (!entry.isIntersecting) return;
      watch.disconnect();
      start(host);
    },
    { rootMargin: "300px" },
  );
  watch.observe(host);
}

function say(said) {
  document.getElementById("announce").textContent = said;
}

const button = document.getElementById("share");
button.disabled = false;
button.addEventListener("click", async () => say(await share(button, { title: button.dataset.title, url: button.dataset.address })));
keepPlaces(say);
const host = document.getElementById("place-map");
if (host) whenNear(host);
