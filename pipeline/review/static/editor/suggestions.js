// Other words for a sentence: from the memory, the machine, or the person's own from before; one key takes one.

export function create(editor) {
  const { form, lines, exchange, texts, word } = editor;

  const place = (line) => line.find("[data-offered]");
  const taking = (line) => [...line.element.querySelectorAll("button.take")];

  // Numbers everything in a line that can be taken, in the order it stands.
  function number(line) {
    taking(line).forEach((button, at) => {
      const told = button.querySelector("kbd");
      if (told) told.textContent = at < 9 ? String(at + 1) : "";
    });
  }

  async function open(line, path = "suggestions") {
    const offered = place(line);
    const button = line.find('[data-do="suggestions"]');
    offered.hidden = false;
    offered.textContent = word("asking");
    button.setAttribute("aria-expanded", "true");
    if (line.dirty) await editor.saving.save(line);
    const { said, body } = await exchange.get(`/line/${line.key}/${path}`);
    if (said === "ok") {
      offered.innerHTML = body.html;
    } else {
      const plain = body.html ? new DOMParser().parseFromString(body.html, "text/html").body.textContent.trim() : "";
      offered.textContent = body.error || (said === "conflict" && plain) || word("failed");
    }
    number(line);
    const count = offered.querySelectorAll("button.take").length;
    editor.say(count ? word("suggestions", { n: count }) : offered.textContent.trim());
  }

  function close(line) {
    const offered = place(line);
    if (!offered || offered.hidden) return false;
    const within = offered.contains(document.activeElement);
    offered.hidden = true;
    offered.textContent = "";
    line.find('[data-do="suggestions"]').setAttribute("aria-expanded", "false");
    if (within) line.field.focus({ preventScroll: true });
    number(line);
    return true;
  }

  function toggle(line) {
    if (!close(line)) void open(line);
  }

  // Puts suggestion n in; asks for suggestions first where none are open yet.
  async function take(line, n) {
    if (taking(line).length === 0) await open(line);
    const button = taking(line)[n - 1];
    if (button) put(line, button.dataset.text);
  }

  function put(line, text) {
    texts.put(line.field, text);
    close(line);
    if (!line.conflict) void editor.saving.save(line);
  }

  form.addEventListener("click", (event) => {
    const line = lines.of(event.target);
    const button = event.target.closest("button");
    if (!line || !button) return;
    if (button.matches(".take")) put(line, button.dataset.text);
    if (button.dataset.do === "suggestions") toggle(line);
    if (button.dataset.do === "again") void open(line, "again");
  });
  for (const line of lines.all) if (line.find(".take")) number(line);
  return { toggle, take, close, number, again: (line) => open(line, "again") };
}
