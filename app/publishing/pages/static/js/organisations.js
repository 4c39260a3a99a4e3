// The page of organisations: suggestions of towns, a map of the matches, lists of sites.

import { geocode } from "./api.js";
import { combobox } from "./combobox.js";
import { listUpload } from "./list_upload.js";
import { drawMap, fit } from "./page_map.js";
import { linkList, Pins } from "./pins.js";
import { keepPlaces } from "./shortlist.js";

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

// The buttons say themselves whether a place is kept.
keepPlaces(() => {});
combobox(document.getElementById("near"), document.getElementById("near-suggestions"), {
  suggest: (query, signal) => geocode(query, 7, signal),
  choose: () => {},
});

/** What is looked for, wherever one starts. */
const LOOKED_FOR = ["needs", "equipment", "learners", "max_km", "partial", "order"];

/** What was ticked or written in one form and not sent yet goes along when another start is sent. */
function carryAlong() {
  const holder = document.getElementById("max_km").form;
  for (const form of document.querySelectorAll("form[role=search]")) {
    if (form === holder) continue;
    form.addEventListener("formdata", ({ formData }) => {
      // What an organisation declares is not chosen before somebody changes it.
      const isLeft = form.elements.near === undefined && !isChosen(form) && !isChanged(holder, "equipment");
      for (const name of LOOKED_FOR) {
        if (isLeft && (name === "needs" || name === "equipment")) continue;
        formData.delete(name);
        for (const value of new FormData(holder).getAll(name)) formData.append(name, value);
      }
    });
  }
}

function isChosen(form) {
  return form.querySelector("[type=hidden][name=needs]") !== null;
}

function isChanged(form, name) {
  return [...form.querySelectorAll(`[name="${name}"]`)].some((box) => box.checked !== box.defaultChecked);
}

carryAlong();

const list = document.getElementById("list-upload");
if (list) listUpload(list);

const matches = document.getElementById("matches");
const cards = document.getElementById("cards");
if (matches && cards) startMap(matches, cards);
