// Popups: clear of what floats over the map, entered and left by keyboard.

import { text } from "./texts.js";

/** Pixels: the widest content, and what a popup adds to its content at the sides and around it. */
const WIDEST = 300;
const SIDES = 36;
const AROUND = 64;
const LEAST = 96;
/** Pixels from the map's edges; the controls stand on the right. */
const EDGE = 12;
const CONTROLS = 64;

/** Bind a popup whose content is made when it opens; something floats over the map's topmost `top` pixels. */
export function bindPopup(marker, map, content, { top = EDGE } = {}) {
  const make = () => {
    const { x: width, y: height } = map.getSize();
    Object.assign(marker.getPopup().options, {
      maxWidth: Math.min(WIDEST, width - EDGE - CONTROLS - SIDES),
      maxHeight: Math.max(LEAST, height - top - EDGE - AROUND),
    });
    return content();
  };
  marker.bindPopup(make, { autoPanPaddingTopLeft: [EDGE, top], autoPanPaddingBottomRight: [CONTROLS, EDGE] });
}

/**
 * Let the keyboard into the popups of a map and out of them.
 *
 * Leaflet leaves the focus on the marker, with all other markers between it and the popup, and closes popups
 * with Escape only where the map itself holds the focus.
 */
export function leadKeyboard(map) {
  const container = map.getContainer();
  let opener = null;
  let isInside = false;
  document.addEventListener("focusin", ({ target }) => {
    isInside = container.contains(target) && target.closest(".leaflet-popup") !== null;
  });
  container.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") map.closePopup();
  });
  map.on("popupopen", ({ popup }) => {
    const element = popup.getElement();
    const name = element.querySelector(".popup-name")?.textContent ?? "";
    for (const [attribute, value] of Object.entries({ role: "dialog", tabindex: "-1", "aria-label": name })) {
      element.setAttribute(attribute, value);
    }
    element.querySelector(".leaflet-popup-close-button").setAttribute("aria-label", text("close"));
    opener = document.activeElement;
    if (container.contains(opener) && opener.matches(":focus-visible")) element.focus({ preventScroll: true });
  });
  map.on("popupclose", () => {
    if (!isInside) return;
    const back = container.contains(opener) ? opener : container;
    back.focus({ preventScroll: true });
  });
}
