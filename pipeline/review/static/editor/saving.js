// Saves as one goes: each key stroke at once into the browser, 0.8 s after the last one to the server. A draft leaves the
// browser only when the server has that very text.

const PAUSE = 800; // milliseconds after the last key
const LONGEST = 30_000; // milliseconds between two tries while the server cannot be reached

export function create(editor) {
  const { lines, drafts, exchange, bar, word } = editor;
  let wait = 1000;
  let retrying = 0;

  // A person wrote in a line.
  function written(line) {
    line.stopped = false;
    line.error("");
    if (line.dirty) {
      drafts.keep(line.key, line.field.value, line.revision);
      line.status("", "");
    } else if (!line.sending) {
      drafts.drop(line.key);
      line.status(line.revision ? word("saved") : "", "saved");
    }
    clearTimeout(line.timer);
    if (!line.composing && !line.conflict) line.timer = setTimeout(() => save(line), PAUSE);
    tell();
  }

  const blocked = (line) => !editor.editable || line.composing || line.conflict || line.stopped;

  // Sends a line's words; one request at a time for each line, and the last words win.
  function save(line, { marks = null, left = false, keepalive = false } = {}) {
    clearTimeout(line.timer);
    if (line.sending) return line.sending;
    if (blocked(line) || (!line.dirty && !marks)) return Promise.resolve();
    line.sending = sending(line, marks, left, keepalive).finally(() => {
      line.sending = null;
      tell();
    });
    return line.sending;
  }

  // Until the server has what the field says, as long as it takes anything.
  async function sending(line, marks, left, keepalive) {
    let fields = marks ? { marks: JSON.stringify(marks) } : {};
    do {
      const text = line.field.value;
      line.status(word("saving"), "busy");
      const answer = await exchange.line(line, "", { target: text, revision: line.revision, ...fields }, { keepalive });
      answered(line, answer, text, left);
      if (answer.said !== "ok") return;
      fields = {};
    } while (line.dirty && !blocked(line));
  }

  // What the server said to a line's words.
  function answered(line, { said, body }, text, left = false) {
    if (said === "ok") return taken(line, body, text, left);
    if (said === "conflict" && body.theirs) {
      drafts.keep(line.key, line.field.value, line.revision);
      return editor.conflicts.open(line, body);
    }
    if (said === "gone") return gone(line, line.field.value);
    line.status(word("unsaved"), "unsaved");
    if (said === "refused") {
      line.stopped = true;
      return line.error(body.error || word("failed"));
    }
    if (said === "conflict") return line.error(body.error || word("failed"));
    bar.show({ "signed-out": "signed_out", forbidden: "forbidden" }[said] ?? "offline");
    return later();
  }

  // The server has these words now.
  function taken(line, body, text, left) {
    const before = line.open;
    line.based(body.revision);
    line.marks = body.marks ?? line.marks;
    line.saved = text;
    line.stored = body.target ?? text;
    if (line.field.value === text) {
      drafts.drop(line.key);
      line.status(word("saved"), "saved", body.saved);
      if (document.activeElement !== line.field) asStored(line);
    } else {
      drafts.keep(line.key, line.field.value, line.revision);
    }
    if (body.state) lines.restate(line, body.state);
    editor.marks.draw(line);
    reached();
    const after = line.open;
    if (after !== before) editor.say(after ? word("problems", { n: after }) : word("no_problems"));
    else if (left) editor.say(word("saved"));
  }

  // The server may have tidied the words (composed accents, no control characters): shown once nobody is at them.
  function asStored(line) {
    if (line.stored === undefined || line.dirty || line.composing) return;
    if (line.stored !== line.field.value) line.field.value = line.stored;
    line.saved = line.field.value;
  }

  // The sentence is no longer in the text; the server keeps the words among those without a place.
  function gone(line, text) {
    line.stopped = true;
    line.status(word("unsaved"), "unsaved");
    homeless(text);
    drafts.drop(line.key);
    bar.show("gone");
  }

  function homeless(text) {
    const section = document.getElementById("homeless");
    const one = document.getElementById("homeless-one").content.cloneNode(true);
    one.querySelector("[data-words]").textContent = text;
    section.querySelector("[data-homeless]").append(one);
    section.hidden = false;
  }

  const waiting = () => lines.all.filter((line) => line.dirty && !line.conflict && !line.stopped);

  function later() {
    clearTimeout(retrying);
    retrying = setTimeout(retry, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST);
  }

  async function retry() {
    clearTimeout(retrying);
    for (const line of waiting()) {
      await save(line);
      if (line.dirty && !line.conflict && !line.stopped) return; // still no way; `later` has set the next try
    }
    if (waiting().length === 0) reached();
  }

  function reached() {
    clearTimeout(retrying);
    wait = 1000;
    if (bar.why && waiting().some((line) => !line.sending)) retrying = setTimeout(retry, 50);
    bar.hide();
  }

  // Sends everything that is not saved; tells whether the server has it all.
  async function flush() {
    await Promise.all(lines.all.filter((line) => line.dirty || line.sending).map((line) => save(line)));
    return lines.all.every((line) => !line.dirty && !line.conflict);
  }

  // Whether the server is there and knows who asks; says so in the bar where not.
  async function reachable() {
    const { said } = await exchange.post("/here", {});
    if (said === "ok") return true;
    bar.show({ "signed-out": "signed_out", forbidden: "forbidden" }[said] ?? "offline");
    later();
    return false;
  }

  function tell() {
    bar.settled(lines.all.every((line) => !line.dirty && !line.sending && !line.conflict) && lines.all.some((line) => line.revision));
  }

  // Puts back what earlier openings of the page could not save, and sends it.
  async function putBack() {
    if (!editor.editable) return;
    let count = 0;
    for (const line of lines.all.filter((one) => one.dirty)) comeBack(line);
    for (const [key, found] of drafts.adopt()) {
      const line = lines.byKey.get(key);
      if (!line) {
        for (const draft of found) await sendHomeless(key, draft);
        continue;
      }
      const [draft, ...older] = found.filter((one) => one.text !== line.saved);
      if (draft) {
        if (line.dirty && line.field.value !== draft.text) editor.conflicts.remember(line, line.field.value);
        line.field.value = draft.text;
        line.based(draft.revision);
        drafts.keep(key, draft.text, draft.revision);
        line.status(word("put_back_here"), "unsaved");
        count += 1;
        for (const one of older) editor.conflicts.remember(line, one.text);
        void save(line);
      }
      for (const one of found) drafts.forget(one);
    }
    if (count) {
      const note = document.getElementById("put-back");
      note.textContent = word(count === 1 ? "put_back_one" : "put_back", { n: count });
      note.hidden = false;
    }
  }

  // A form that was refused came back with its words; those somebody else overtook are not sent unasked.
  function comeBack(line) {
    drafts.keep(line.key, line.field.value, line.revision);
    const person = line.element.dataset.conflict;
    if (person === undefined) return written(line);
    const theirs = { target: line.saved, person, at: "" };
    return editor.conflicts.open(line, { revision: line.revision, theirs, diff: "" });
  }

  // Words for a sentence that this page does not have: the server keeps them where people find them.
  async function sendHomeless(key, draft) {
    homeless(draft.text);
    const answer = await exchange.line({ key }, "", { target: draft.text, revision: draft.revision });
    if (["gone", "ok"].includes(answer.said)) drafts.forget(draft);
  }

  function listen() {
    const { form } = editor;
    const field = (event) => (event.target.matches("#lines textarea") ? lines.of(event.target) : null);
    form.addEventListener("input", (event) => { const line = field(event); if (line) written(line); });
    form.addEventListener("compositionstart", (event) => { const line = field(event); if (line) line.composing = true; });
    form.addEventListener("compositionend", (event) => {
      const line = field(event);
      if (!line) return;
      line.composing = false;
      written(line);
    });
    form.addEventListener("focusout", (event) => {
      const line = field(event);
      if (!line) return;
      line.composing = false;
      if (line.dirty) void save(line, { left: true });
      else asStored(line);
    });
    window.addEventListener("online", retry);
    window.addEventListener("focus", () => { if (bar.why && bar.why !== "gone") retry(); });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") {
        if (bar.why) retry();
      } else {
        for (const line of waiting()) void save(line, { keepalive: true }); // the page may be about to close
      }
    });
  }

  if (editor.editable) listen();
  return { save, answered, flush, reachable, retry, putBack, tell };
}
