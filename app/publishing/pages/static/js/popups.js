// Popups: clear of what floats over the map, entered and left by keyboard.

import { onChoice } from "./pins.js";
import { text } from "./texts.js";

/** Pixels: the widest content, and what a popup adds to its content at the sides and around it. */
const WIDEST = 300;
const SIDES = 36;
const AROUND = 64;
const LEAST = 96;
/** On a map that leaves a popup less than this, what floats at the top gives way to it. */
const ENOUGH = 180;
/** Pixels from the map's edges; the controls stand on the right. */
const EDGE = 12;
const CONTROLS = 64;
/** The pane of sheets, and the pixels that most of them take. */
const SHEET = "sheet";
const SHEET_HEIGHT = 320;

/**
 * Open a popup at a marker; something floats over the map's topmost `top` pixels.
 *
 * It is the map's and not the marker's: it stays while markers are drawn anew.
 */
export function openPopup(map, marker, content, { top = EDGE, isSheet = () => false } = {}) {
  if (isSheet()) return openSheet(map, marker, content, top);
  const { x: width, y: height } = map.getSize();
  // Its line wraps on a narrow map.
  const foot = EDGE + (map.attributionControl?.getContainer().offsetHeight ?? 0);
  const room = height - foot - AROUND;
  const isSmall = room - top < ENOUGH;
  map.getContainer().classList.toggle("is-small", isSmall);
  const { popupAnchor } = marker.getIcon().options;
  return L.popup({
    offset: L.point(popupAnchor ?? [0, 0]).add(L.Popup.prototype.options.offset),
    maxWidth: Math.min(WIDEST, width - EDGE - CONTROLS - SIDES),
    maxHeight: Math.max(LEAST, room - (isSmall ? EDGE : top)),
    autoPanPaddingTopLeft: [EDGE, isSmall ? EDGE : top],
    autoPanPaddingBottomRight: [CONTROLS, foot],
  })
    .setLatLng(marker.getLatLng())
    .setContent(content)
    .openOn(map);
}

/** Open what a popup says as a sheet at the foot of the screen, on a phone; the place stays in sight above it. */
function openSheet(map, marker, content, top) {
  // Beside the panes that the map moves.
  if (!map.getPane(SHEET)) map.createPane(SHEET, map.getContainer());
  const popup = L.popup({ pane: SHEET, autoPan: false, maxWidth: Infinity }).setLatLng(marker.getLatLng()).setContent(content).openOn(map);
  map.fire("autopanstart").panInside(marker.getLatLng(), { paddingTopLeft: [EDGE, top], paddingBottomRight: [CONTROLS, SHEET_HEIGHT] });
  return popup;
}

/**
 * Call `open` when a marker is chosen, and close its popup when that is there already, as `isOpen()` says.
 *
 * Leaflet closes what is open before it tells of the click that closed it.
 */
export function toggles(map, marker, { isOpen, open }) {
  let wasOpen = false;
  marker.on("preclick", () => {
    wasOpen = isOpen();
  });
  onChoice(marker, ({ isByKey }) => {
    if (isByKey ? isOpen() : wasOpen) map.closePopup();
    else open();
  });
}

/**
 * Let the keyboard into the popups of a map and out of them, and press its buttons.
 *
 * Leaflet leaves the focus on the marker, with all other markers between it and the popup, and closes popups
 * with Escape only where the map itself holds the focus.
 */
export function leadKeyboard(map) {
  const container = map.getContainer();
  let opener = null;
  let isInside = false;
  // Not every browser gives the focus to a button that is clicked.
  for (const event of ["focusin", "pointerdown"]) {
    document.addEventListener(event, ({ target }) => {
      isInside = container.contains(target) && target.closest(".leaflet-popup") !== null;
    });
  }
  container.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
    // Leaflet's own buttons are links, which only Enter presses.
    if (event.key !== " " || !event.target.matches("a[role=button]")) return;
    event.preventDefault();
    event.target.click();
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
    if (isInside) (sameIn(container, opener) ?? container).focus({ preventScroll: true });
  });
}

/** An element, or the marker that was drawn in its stead; null where there is neither. */
function sameIn(container, element) {
  if (container.contains(element)) return element;
  return [...container.querySelectorAll(".leaflet-marker-icon[title]")].find(({ title }) => title === element.title);
}
