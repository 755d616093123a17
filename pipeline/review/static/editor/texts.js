// Texts and places in them. The server counts code points, the browser UTF-16 units.

// Where a place counted in code points is in a string.
export function unit(text, point) {
  let at = 0;
  let seen = 0;
  for (const character of text) {
    if (seen === point) break;
    at += character.length;
    seen += 1;
  }
  return at;
}

// Where a place in a string is, counted in code points.
export function point(text, at) {
  let seen = 0;
  for (const _ of text.slice(0, at)) seen += 1;
  return seen;
}

// A stretch of a string between two places counted in code points.
export function cut(text, start, end) {
  return text.slice(unit(text, start), unit(text, end));
}

// "saved {time}" with its values put in.
export function filled(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// Puts text into a field as if it were typed: Ctrl+Z takes it back, and whoever listens for input hears of it.
export function put(field, text, start = 0, end = field.value.length) {
  field.focus({ preventScroll: true });
  field.setSelectionRange(start, end);
  const before = field.value;
  const done = text === "" ? document.execCommand("delete") : document.execCommand("insertText", false, text);
  if (!done || field.value !== before.slice(0, start) + text + before.slice(end)) {
    field.value = before.slice(0, start) + text + before.slice(end);
    field.setSelectionRange(start + text.length, start + text.length);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
