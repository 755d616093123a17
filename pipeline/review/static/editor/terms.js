// Glossary terms: puts what the glossary wants where the caret is; adds a term from the words selected.

export function create(editor) {
  const { form, lines, texts, exchange, word } = editor;
  const dialog = document.getElementById("term");

  function put(line, button) {
    const { field } = line;
    const [start, end] = [field.selectionStart, field.selectionEnd];
    texts.put(field, button.dataset.put, start, end);
  }

  // Puts in the first term of the line that is not in the translation yet.
  function putFirst(line) {
    const missing = [...line.element.querySelectorAll(".term")].find((one) => !line.field.value.includes(one.dataset.put));
    if (missing) put(line, missing);
  }

  // Opens the form for a new term, filled with what is selected in the source and in the translation.
  function open(line) {
    if (!dialog || !line) return;
    const chosen = window.getSelection();
    const source = line.find(".source > .words");
    const { field } = line;
    const fields = dialog.querySelector("form").elements;
    dialog.querySelector("form").reset();
    fields.term.value = chosen.anchorNode && source.contains(chosen.anchorNode) ? chosen.toString().trim().slice(0, 200) : "";
    fields.translation.value = field.value.slice(field.selectionStart, field.selectionEnd).trim().slice(0, 200);
    error("");
    lines.here(line);
    dialog.showModal();
    (fields.term.value ? fields.translation : fields.term).focus();
  }

  function error(text) {
    const place = dialog.querySelector("[data-term-error]");
    place.textContent = text;
    place.hidden = text === "";
  }

  async function add() {
    const fields = dialog.querySelector("form").elements;
    const told = { term: fields.term.value.trim(), translation: fields.translation.value.trim(), note: fields.note.value.trim() };
    if (fields.keep.checked) told.keep = "1";
    else if (!told.translation) return error(word("translation_or_keep"));
    const { said, body } = await exchange.post("/term", told);
    if (said !== "ok") return error(body.error || word("failed"));
    dialog.close();
    const line = lines.current;
    line.field.focus({ preventScroll: true });
    line.status(body.said, "saved");
    return editor.say(body.said);
  }

  form.addEventListener("click", (event) => {
    const line = lines.of(event.target);
    if (!line) return;
    const button = event.target.closest(".term");
    const mark = event.target.closest("mark[data-term]");
    if (button) put(line, button);
    if (mark && window.getSelection().isCollapsed) {
      const wanted = line.find(`.term[data-number="${mark.dataset.term}"]`);
      if (wanted) put(line, wanted);
    }
    if (event.target.closest('[data-do="term"]')) open(line);
  });
  dialog?.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    void add();
  });
  dialog?.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  return { open, putFirst };
}
