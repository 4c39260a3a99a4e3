// Kept places side by side: the page is the address's; this keeps the device's list beside it.

import { share } from "./share.js";
import { keepOnly, keepPlaces } from "./shortlist.js";
import { stored } from "./stored.js";
import { counted } from "./texts.js";

const byId = (id) => document.getElementById(id);
const page = document.querySelector(".selection");
const ids = page.dataset.ids ? page.dataset.ids.split(",") : [];
const say = (said) => {
  byId("announce").textContent = said;
};

keepPlaces(say);
const kept = stored("kept");
// Who comes by the page's bare address means the places of this device.
if (!ids.length && kept.length && !window.location.search.includes("lieux=")) {
  const address = new URL(window.location.href);
  address.searchParams.set("lieux", kept.join(","));
  window.location.replace(address);
}
if (ids.length) {
  for (const button of [byId("share"), byId("print")]) button.disabled = false;
  byId("share").addEventListener("click", async ({ currentTarget: button }) =>
    say(await share(button, { title: button.dataset.title, url: button.dataset.address })),
  );
  byId("print").addEventListener("click", () => window.print());
  // A list that somebody has sent is theirs until it is adopted.
  const adopt = byId("adopt");
  adopt.hidden = ids.every((id) => kept.includes(id));
  adopt.addEventListener("click", () => {
    keepOnly([...new Set([...kept, ...ids])]);
    adopt.hidden = true;
    say(counted("kept", stored("kept").length));
  });
}
page.addEventListener("click", ({ target }) => {
  const link = target.closest("[data-drop]");
  if (!link) return;
  const left = link.dataset.drop ? stored("kept").filter((id) => id !== link.dataset.drop) : [];
  keepOnly(left);
});
