// How far somebody has read in a list, which the page's address does not say.

/** How long entries take to be laid out where somebody comes back to. */
const SETTLING_MS = 600;

/** The first entry in view, and how far from the top; null at the list's beginning. */
export function readSoFar() {
  const cards = [...document.querySelectorAll(".card")];
  const first = cards.findIndex((card) => card.getBoundingClientRect().bottom > 0);
  return first > 0 ? { id: cards[first].dataset.id, top: cards[first].getBoundingClientRect().top } : null;
}

/** Bring an entry where it stood, and keep it there while what is around it gets its height, or until somebody moves. */
export function comeBackTo({ id, top }) {
  const card = whereIs(id);
  if (!card) return;
  const side = document.querySelector(".finder-side");
  const scroller = side.scrollHeight > side.clientHeight ? side : document.scrollingElement;
  const moved = new AbortController();
  for (const event of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    window.addEventListener(event, () => moved.abort(), { signal: moved.signal, passive: true });
  }
  setTimeout(() => moved.abort(), SETTLING_MS);
  const hold = () => {
    if (moved.signal.aborted) return;
    const away = card.getBoundingClientRect().top - top;
    if (Math.abs(away) >= 1) scroller.scrollBy({ top: away, behavior: "instant" });
    requestAnimationFrame(hold);
  };
  hold();
}

/** The entry of a place, or null where the list does not hold it. */
function whereIs(id) {
  return document.querySelector(`.card[data-id="${CSS.escape(id)}"]`);
}

/** Give the focus to the entry of a place, which stays where it is. */
export function leadTo(id) {
  whereIs(id)?.querySelector("a").focus({ preventScroll: true });
}
