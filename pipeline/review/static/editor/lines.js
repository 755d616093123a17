// The sentences on the page: which one a person is at, which come next, how many are still to look at.

class Line {
  constructor(element) {
    this.element = element;
    this.key = element.dataset.key;
    this.field = element.querySelector("textarea");
    this.saved = this.field.dataset.saved ?? this.field.defaultValue; // what the server has; a person may already be typing
    this.revision = Number(element.dataset.revision);
    this.marks = JSON.parse(this.field.dataset.marks || "[]");
    this.composing = false; // an input method is at work; nothing may touch the field
    this.conflict = null; // {revision, theirs} while somebody else's words stand against these
    this.stopped = false; // the server will not take these words as they are
    this.timer = 0;
  }

  get dirty() { return this.field.value !== this.saved; }
  get state() { return this.element.querySelector(".state"); }
  get look() { return this.state.dataset.look === "1"; }
  get problem() { return this.conflict !== null || this.state.dataset.worst !== ""; }
  get open() { return Number(this.state.dataset.open); }
  find(selector) { return this.element.querySelector(selector); }

  // What the form would send without a script must be true as well.
  based(revision) {
    this.revision = revision;
    this.element.dataset.revision = String(revision);
    const hidden = this.find('input[type="hidden"]');
    hidden.value = String(revision);
    const revert = this.find('[data-do="revert"]');
    if (revert) revert.hidden = revision === 0;
  }

  status(text, kind = "", more = "") {
    const place = this.find("[data-status]");
    if (!place) return;
    place.textContent = text;
    place.dataset.kind = kind;
    place.title = more;
  }

  error(text) {
    const place = this.element.querySelector(".error");
    place.textContent = text;
    place.hidden = text === "";
    if (text) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
  }
}

export function create(editor) {
  const all = [...document.querySelectorAll("#lines > .line")].map((element) => new Line(element));
  const byKey = new Map(all.map((line) => [line.key, line]));
  const order = new Map(all.map((line, number) => [line, number]));
  const progress = document.querySelector("#progress progress");
  const told = document.querySelectorAll("[data-progress]");
  const number = new Intl.NumberFormat(editor.language);
  let current = null;
  let counting = false;

  // The line an element stands in.
  function of(element) {
    const key = element?.closest?.(".line")?.dataset.key;
    return key ? byKey.get(key) : null;
  }

  function here(line) {
    if (line === current || !line) return;
    current?.element.classList.remove("here");
    current = line;
    line.element.classList.add("here");
  }

  // Goes to a line: its field gets the focus, its caret stays where it was.
  function go(line) {
    if (!line) return false;
    here(line);
    line.field.focus({ preventScroll: true });
    line.element.scrollIntoView({ block: "center", behavior: "instant" });
    return true;
  }

  // The next line (step 1) or the one before (-1) that passes; goes round when asked to.
  function beside(step, passes = () => true, round = false) {
    const start = current ? order.get(current) : step > 0 ? -1 : all.length;
    for (let away = 1; away <= all.length; away += 1) {
      let place = start + step * away;
      if (round) place = ((place % all.length) + all.length) % all.length;
      if (place < 0 || place >= all.length) return null;
      if (all[place] !== current && passes(all[place])) return all[place];
    }
    return null;
  }

  function count() {
    if (counting) return;
    counting = true;
    requestAnimationFrame(() => {
      counting = false;
      const left = all.filter((line) => line.look || line.conflict).length;
      progress.value = all.length - left;
      const text = left
        ? editor.word("left", { left: number.format(left), all: number.format(all.length) })
        : editor.word("all_seen");
      for (const place of told) place.textContent = text;
    });
  }

  // Puts in how the server says a sentence stands; waits while a person is within it, so that they lose nothing.
  function restate(line, html) {
    if (line.state.contains(document.activeElement)) {
      line.nextState = html;
      return;
    }
    line.nextState = "";
    line.state.outerHTML = html;
    count();
  }

  document.addEventListener("focusin", (event) => here(of(event.target)));
  document.addEventListener("focusout", (event) => {
    const line = of(event.target);
    if (line?.nextState && !line.state.contains(event.relatedTarget)) setTimeout(() => restate(line, line.nextState));
  });

  // Where a person begins: the place the address names, else the first to look at.
  function begin() {
    const named = byKey.get(location.hash.replace(/^#line-/, ""));
    here(named ?? all.find((line) => line.look) ?? all[0]);
    if (named) go(named);
    count();
  }

  return { all, byKey, of, here, go, beside, count, restate, begin, get current() { return current; } };
}
