// "Autour de moi": the browser's position, and what to say when it is not to be had.

import { distance, text } from "./texts.js";

const ROUGH_METRES = 2000;

/** What to say of a position that is known within so many metres; nothing when that is near enough. */
export function roughNote(metres) {
  return metres > ROUGH_METRES ? text("locationRough", { distance: distance(metres) }) : "";
}

/** Resolve to `{latitude, longitude, accuracy}`, the latter in metres; reject with an Error whose message is for people. */
export function locate() {
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation) {
      reject(new Error(text("locationUnknown")));
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({
          // Three decimals, some hundred metres: enough to sort places, and no more is put into the address.
          latitude: Math.round(coords.latitude * 1e3) / 1e3,
          longitude: Math.round(coords.longitude * 1e3) / 1e3,
          accuracy: coords.accuracy,
        }),
      (error) => reject(new Error(text(REASONS[error.code] ?? "locationUnknown"))),
      { timeout: 12000, maximumAge: 60000 },
    );
  });
}

const REASONS = { 1: "locationRefused", 2: "locationUnknown", 3: "locationSlow" };
