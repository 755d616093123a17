// What the checks found: shows the place, dismisses with a reason; says that a sentence is right; takes changes back.

export function create(editor) {
  const { form, lines, exchange, texts, word } = editor;

  const span = (told) => told?.split(",").map(Number);

  // Selects the place in the translation and lights it up in the source.
  function place(button) {
    const line = lines.of(button);
    const source = span(button.dataset.source);
    const target = span(button.dataset.target);
    if (source) light(line.find(".source > .words"), ...source);
    if (!target) return;
    line.field.focus();
    if (line.dirty) return; // the place is counted in the words as they were saved
    line.field.setSelectionRange(texts.unit(line.field.value, target[0]), texts.unit(line.field.value, target[1]));
  }

  // Lights up a stretch of the source, for as long as the line is looked at; the page itself is not changed.
  function light(element, start, end) {
    if (!window.Highlight || !CSS.highlights) return;
    const whole = element.textContent;
    const from = texts.unit(whole, start);
    const to = texts.unit(whole, end);
    const range = new Range();
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let at = 0;
    let begun = false;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const next = at + node.length;
      if (!begun && from < next) {
        range.setStart(node, from - at);
        begun = true;
      }
      if (begun && to <= next) {
        range.setEnd(node, to - at);
        CSS.highlights.set("place", new Highlight(range));
        return;
      }
      at = next;
    }
  }

  function open(line) {
    const details = line?.find(".issue details.dismiss");
    if (!details) return false;
    details.open = true;
    details.querySelector("input").focus();
    return true;
  }

  async function dismiss(button) {
    const line = lines.of(button);
    const details = button.closest("details");
    const input = details.querySelector("input");
    const why = input.value.trim();
    if (!why) {
      input.setAttribute("aria-invalid", "true");
      input.focus();
      return editor.say(word("why"));
    }
    await editor.saving.save(line);
    const { said, body } = await exchange.line(line, "dismiss", { check: button.dataset.check, why });
    if (said !== "ok") return failed(line, body);
    details.open = false;
    line.field.focus({ preventScroll: true });
    if (body.revision !== undefined) line.based(body.revision);
    lines.restate(line, body.state);
    return editor.say(word("dismissed"));
  }

  function failed(line, body) {
    line.error(body.error || word("failed"));
    editor.say(body.error || word("failed"));
  }

  // A person stands for a line's words; goes on to the next to look at without waiting.
  function right(line) {
    if (!line || !editor.editable) return;
    const next = lines.beside(1, (one) => one.look || one.conflict, true);
    void stand(line);
    if (next) lines.go(next);
    else editor.say(word("no_more"));
  }

  async function stand(line) {
    await editor.saving.save(line);
    if (line.dirty || line.conflict) return;
    if (!line.look) return line.status(word("saved"), "saved");
    const text = line.field.value;
    editor.saving.answered(line, await exchange.line(line, "confirm", { revision: line.revision, target: text }), text);
  }

  async function revert(line) {
    const mine = line.field.value;
    if (line.dirty) await editor.saving.save(line);
    const { said, body } = await exchange.line(line, "revert", { revision: line.revision });
    if (said !== "ok" || body.target === undefined) return failed(line, body);
    line.saved = body.target;
    texts.put(line.field, body.target);
    line.based(body.revision);
    editor.conflicts.remember(line, mine);
    line.marks = body.marks ?? [];
    lines.restate(line, body.state);
    editor.marks.draw(line);
    editor.drafts.drop(line.key);
    line.status(word("reverted"), "saved");
    return editor.say(word("reverted"));
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-do]");
    if (!button) return;
    const line = lines.of(button);
    if (button.dataset.do === "place") place(button);
    if (button.dataset.do === "dismiss") void dismiss(button);
    if (button.dataset.do === "right") right(line ?? lines.current);
    if (button.dataset.do === "revert" && line) void revert(line);
  });
  form.addEventListener("keydown", (event) => {
    if (!event.target.matches(".dismiss input") || event.isComposing) return;
    const details = event.target.closest("details");
    if (event.key === "Enter") {
      event.preventDefault();
      void dismiss(details.querySelector("button"));
    } else if (event.key === "Escape") {
      event.stopPropagation();
      details.open = false;
      lines.of(details).field.focus({ preventScroll: true });
    }
  });
  form.addEventListener("click", (event) => {
    const key = event.target.closest("[data-go]")?.dataset.go;
    if (!key) return;
    event.preventDefault();
    lines.go(lines.byKey.get(key));
  });
  return { open, right };
}
