// Everything by keyboard. While writing: Alt with a letter or arrow (on Apple keyboards Control+Shift, as Option types
// characters there). Elsewhere on the page: the bare letter, unless a person has turned that off.

const OFF = "keys-off";
const APPLE = /Mac|iPhone|iPad/.test(navigator.platform);

export function create(editor) {
  const { form, lines } = editor;
  const sheet = document.getElementById("keys");
  const bare = document.getElementById("bare-keys");

  const problem = (line) => line.problem;

  function go(line, none) {
    if (!lines.go(line)) editor.say(editor.word(none));
  }

  // What each letter does, on the line one is at.
  const letters = {
    s: (line) => editor.suggestions.toggle(line),
    m: (line) => editor.suggestions.again(line),
    d: (line) => editor.issues.open(line) || editor.say(editor.word("no_problems")),
    g: (line) => editor.terms.putFirst(line),
    l: (line) => editor.marks.putFirst(line),
    t: (line) => editor.terms.open(line),
  };
  const moves = {
    n: () => lines.go(lines.beside(1)),
    p: () => lines.go(lines.beside(-1)),
    i: () => go(lines.beside(1, problem, true), "no_problem"),
  };

  // The letter of a key, also on a keyboard that writes another script.
  function letter(event) {
    if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
    if (/^[\x20-\x7e]$/.test(event.key)) return "";
    return /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : "";
  }

  // 1 to 9, from the row above the letters; on the keypad Alt with figures writes characters.
  const digit = (event) => (/^Digit[1-9]$/.test(event.code) ? Number(event.code.slice(5)) : 0);

  const writing = (element) => element.matches("textarea, input:not([type=checkbox]), select, [contenteditable]");

  function help() {
    if (!sheet.open) sheet.showModal();
  }

  // Whether a key was one of the editor's.
  function pressed(event) {
    const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
    if (key === "F1" && !altKey && !ctrlKey && !metaKey) return help(), true;
    if (document.querySelector("dialog[open]")) return false;
    const line = lines.current;
    if (key === "Enter" && (ctrlKey || metaKey) && !altKey) {
      if (!editor.editable) return false;
      if (shiftKey) form.requestSubmit(form.querySelector('.edit-buttons [value="approve-next"], .edit-buttons [value="approve"]'));
      else editor.issues.right(line);
      return true;
    }
    if (altKey && !ctrlKey && !metaKey && (key === "ArrowDown" || key === "ArrowUp")) {
      const step = key === "ArrowDown" ? 1 : -1;
      if (shiftKey) go(lines.beside(step, problem, true), "no_problem");
      else lines.go(lines.beside(step));
      return true;
    }
    if (event.getModifierState("AltGraph")) return false; // types characters on many keyboards
    const held = APPLE ? ctrlKey && shiftKey && !altKey && !metaKey : altKey && !ctrlKey && !metaKey && !shiftKey;
    if (held) return act(event, line);
    if (altKey || ctrlKey || metaKey || writing(event.target)) return false;
    if (!bare.checked) return false;
    if (["?", "؟", "？"].includes(key)) return help(), true;
    if (event.target.closest("summary, .head") && key === " ") return false;
    const name = letter(event);
    if (moves[name] && !shiftKey) return moves[name](), true;
    return shiftKey ? false : act(event, line);
  }

  function act(event, line) {
    if (!editor.editable || !line) return false;
    const n = digit(event);
    if (n) return void editor.suggestions.take(line, n), true;
    const what = letters[letter(event)];
    if (!what) return false;
    what(line);
    return true;
  }

  // Escape closes what is open, one thing at a time; then it leaves the field, so that single letters work.
  function escape(event) {
    const more = document.querySelector(".more[open]");
    if (more) {
      more.open = false;
      more.querySelector("summary").focus();
      return;
    }
    const line = lines.of(event.target) ?? lines.current;
    if (line && editor.suggestions.close(line)) return;
    if (line && event.target === line.field) {
      line.element.tabIndex = -1;
      line.element.focus({ preventScroll: true });
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) return escape(event);
    if (event.key === "Enter" && event.target.matches("textarea[data-single]") && !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey) {
      event.preventDefault(); // a sentence has one paragraph; Enter goes on as in a table
      lines.go(lines.beside(1));
      return undefined;
    }
    if (pressed(event)) event.preventDefault();
    return undefined;
  });

  // By pointer: the bar at the foot of a phone, the list of keys, the menu.
  document.addEventListener("click", (event) => {
    const what = event.target.closest("button[data-do]")?.dataset.do;
    if (what === "next") lines.go(lines.beside(1));
    if (what === "previous") lines.go(lines.beside(-1));
    if (what === "keys") help();
    if (event.target.closest("#keys [data-close]")) sheet.close();
    for (const open of document.querySelectorAll(".more[open]")) if (!open.contains(event.target)) open.open = false;
  });

  for (const told of sheet.querySelectorAll(".keys-mac")) told.hidden = !APPLE;
  for (const told of sheet.querySelectorAll(".keys-other")) told.hidden = APPLE;
  try {
    bare.checked = localStorage.getItem(OFF) === null;
    bare.addEventListener("change", () => (bare.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  } catch {
    // Without a store the choice lasts until the page is left.
  }
  return {};
}
