// The list over a phone's map. The sheet stands where the page is scrolled to: a finger on the list, a wheel, the handle
// and its button all move the same thing, and the page never gets stuck in the map.

/** Pixels that a press may wander without being a drag. */
const STEADY = 6;
/** Part of the map that the sheet covers when it is half up. */
const HALF = 0.5;

export class Sheet {
  constructor(page, form) {
    this.page = page;
    this.form = form;
    this.drag = null;
    // The map begins below the search, whatever height that has.
    new ResizeObserver(() => {
      if (!form.querySelector(".filter[open]")) page.style.setProperty("--search-height", `${form.offsetHeight}px`);
    }).observe(form);
    page.addEventListener("pointerdown", (event) => this.take(event));
    page.addEventListener("pointermove", (event) => this.pull(event));
    for (const end of ["pointerup", "pointercancel"]) page.addEventListener(end, () => this.drop());
    page.addEventListener("click", ({ target, detail }) => {
      // A press by keyboard follows no drag.
      if (target.closest(".sheet-handle") && (detail === 0 || !this.wasDragged)) this.toggle();
    });
    window.addEventListener("scroll", () => this.tell(), { passive: true });
  }

  /** Where the page is scrolled to when the sheet is low, half up and up. */
  stops() {
    const low = this.page.offsetTop;
    const { offsetHeight } = document.getElementById("map-panel");
    const high = low + offsetHeight - peek();
    return [low, low + offsetHeight * HALF, high];
  }

  /** Show the map whole, the search above it and the head of the list below; what to do where nothing was found is read. */
  lower() {
    const isEmpty = document.getElementById("results").dataset.total === "0";
    window.scrollTo({ top: this.stops()[isEmpty ? 1 : 0], behavior: "instant" });
    this.tell();
  }

  toggle() {
    const [low, , high] = this.stops();
    glide(this.isUp() ? low : high);
  }

  isUp() {
    const [low, half] = this.stops();
    return window.scrollY > (low + half) / 2;
  }

  take(event) {
    const handle = event.target.closest(".sheet-handle");
    this.wasDragged = false;
    if (!handle) return;
    handle.setPointerCapture(event.pointerId);
    this.drag = { y: event.clientY, scrolled: window.scrollY, last: event.clientY };
  }

  pull({ clientY }) {
    if (!this.drag) return;
    const away = this.drag.y - clientY;
    if (Math.abs(away) > STEADY) this.wasDragged = true;
    if (!this.wasDragged) return;
    this.isRising = clientY < this.drag.last;
    this.drag.last = clientY;
    window.scrollTo({ top: this.drag.scrolled + away, behavior: "instant" });
  }

  /** Let the sheet go on to the next stop in the way that it was dragged. */
  drop() {
    if (this.drag && this.wasDragged) {
      const here = window.scrollY;
      const ahead = this.stops().filter((stop) => (this.isRising ? stop >= here : stop <= here));
      if (ahead.length) glide(this.isRising ? Math.min(...ahead) : Math.max(...ahead));
    }
    this.drag = null;
  }

  tell() {
    document.getElementById("sheet-handle")?.setAttribute("aria-expanded", String(this.isUp()));
  }
}

/** Pixels of the sheet that are seen when it is low. */
function peek() {
  return -parseFloat(getComputedStyle(document.getElementById("results")).marginTop) || 0;
}

function glide(top) {
  const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  window.scrollTo({ top, behavior: isCalm ? "instant" : "smooth" });
}
