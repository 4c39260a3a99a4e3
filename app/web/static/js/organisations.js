// The page of organisations: suggestions of towns, a map of the matches, lists of sites.

import { geocode } from "./api.js";
import { combobox } from "./combobox.js";
import { listUpload } from "./list_upload.js";
import { drawMap, fit } from "./page_map.js";
import { linkList, Pins } from "./pins.js";

async function startMap(host, cards) {
  let pins = null;
  linkList(cards, () => pins);
  const drawn = await drawMap(host, document.getElementById("map-note"));
  if (!drawn) return;
  pins = new Pins(drawn.map, drawn.pins, {
    onSelect: (item) => {
      item.scrollIntoView({ block: "center" });
      item.querySelector("a").focus({ preventScroll: true });
    },
  });
  const { originLat, originLon } = host.dataset;
  const origin = originLat === undefined ? null : [Number(originLat), Number(originLon)];
  pins.show(cards.children, origin);
  const positions = pins.positions();
  if (origin) positions.push(L.latLng(origin));
  fit(drawn.map, positions);
}

combobox(document.getElementById("near"), document.getElementById("near-suggestions"), {
  suggest: (query, signal) => geocode(query, 7, signal),
  choose: () => {},
});

const list = document.getElementById("list-upload");
if (list) listUpload(list);

const matches = document.getElementById("matches");
const cards = document.getElementById("cards");
if (matches && cards) startMap(matches, cards);
