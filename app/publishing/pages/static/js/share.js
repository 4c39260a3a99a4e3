// A link, handed to the device's own way of sharing where there is one, else copied.

import { text } from "./texts.js";

const COPIED_MS = 4000;

/** Name a button after what it does on this device. */
export function nameShare(button) {
  if (navigator.share) button.querySelector("span").textContent = text("share");
}

/** Share an address, or copy it; returns what to say of it, or an empty text where the device has said it. */
export async function share(button, { title, url }) {
  if (navigator.share) {
    // Who closes the device's choice has changed their mind.
    await navigator.share({ title, url }).catch(() => {});
    return "";
  }
  try {
    await navigator.clipboard.writeText(url);
  } catch {
    return text("linkNotCopied");
  }
  const label = button.querySelector("span");
  label.dataset.label ??= label.textContent;
  label.textContent = text("linkCopied");
  setTimeout(() => {
    label.textContent = label.dataset.label;
  }, COPIED_MS);
  return text("linkCopied");
}
