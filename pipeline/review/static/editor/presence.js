// Who else is here, and what they changed: sentences nobody is writing in here follow what others save.

const EVERY = 15_000; // milliseconds

export function create(editor) {
  const { lines, exchange, word } = editor;
  const place = document.getElementById("others");
  const names = new Intl.ListFormat(editor.language);

  async function ask() {
    if (document.visibilityState !== "visible") return;
    const { said, body } = await exchange.post("/here", {});
    if (said !== "ok") return;
    const others = body.others ?? [];
    const text = others.length ? word(others.length > 1 ? "here_all" : "here", { names: names.format(others) }) : "";
    const told = place.querySelector("[data-others]");
    if (told.textContent.trim() !== text) told.textContent = text;
    place.hidden = others.length === 0;
    const moved = lines.all.filter((line) => (body.revisions?.[line.key] ?? 0) > line.revision && untouched(line));
    if (moved.length) await refresh(moved, true);
  }

  const untouched = (line) => !line.dirty && !line.sending && !line.conflict && !line.composing;

  // Reads the page anew and takes over, for lines nobody is writing in, what the server has.
  async function refresh(wanted, by = false) {
    const { said, body } = await exchange.page();
    if (said !== "ok" || !body.html) return;
    const page = new DOMParser().parseFromString(body.html, "text/html");
    for (const line of wanted) {
      const other = page.getElementById(`line-${line.key}`);
      const field = other?.querySelector("textarea");
      if (!field || !untouched(line)) continue;
      const changed = line.field.value !== field.value;
      if (changed) line.field.value = field.value;
      line.saved = line.field.value;
      line.stored = undefined;
      line.based(Number(other.dataset.revision));
      line.marks = JSON.parse(field.dataset.marks || "[]");
      lines.restate(line, other.querySelector(".state").outerHTML);
      editor.marks.draw(line);
      if (by && changed) {
        line.status(word("changed_by"), "changed");
        if (line === lines.current) editor.say(word("changed_by"));
      }
    }
  }

  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("pageshow", (event) => { if (event.persisted) void ask(); });
  void ask();
  return { refresh, ask };
}
