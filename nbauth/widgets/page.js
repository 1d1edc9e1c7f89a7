// What all widgets share. No value that a person types or a server sends goes through innerHTML, but for the cards,
// which the kernel has made of inert text. Nothing of a widget is in its model: all of it comes and goes as messages.

let ids = 0;
// Of this page, as long as it is not loaded again: its views of before are gone then, and could not say so.
const PAGE = (globalThis.nbauthPage ??= Math.random().toString(36).slice(2));

/** Make an element: h("button", {type: "button", onclick: f}, "Text", child). A class is "class", a label's "for". */
function h(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.filter((each) => each != null));
  return made;
}

function newId() {
  ids += 1;
  return `nbauth-${ids}-${Math.random().toString(36).slice(2, 8)}`;
}

/** A label and its control, with an explanation where there is one. */
function labelled(text, control, help = "") {
  control.id ||= newId();
  const label = h("label", { for: control.id }, text);
  const about = help ? h("div", { class: "nbauth-help", id: `${control.id}-help` }, help) : null;
  if (about) control.setAttribute("aria-describedby", about.id);
  return h("div", { class: "nbauth-row" }, label, h("div", { class: "nbauth-control" }, control, about));
}

function button(text, onclick, attributes = {}) {
  return h("button", { type: "button", onclick, ...attributes }, text);
}

function choice(options, value, onchange) {
  const made = h("select", { onchange });
  for (const [name, text] of options) made.append(h("option", { value: name, selected: name === value }, text));
  return made;
}

/** A text field that nothing remembers: neither the browser, nor a spelling service. */
function textField(attributes = {}) {
  return h("input", { type: "text", spellcheck: "false", autocapitalize: "off", autocomplete: "off", ...attributes });
}

/** Ask again and again, but not at each key. */
function later(call, milliseconds = 200) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...given), milliseconds);
  };
}

/** What says how things stand, also to a screen reader: it is there before its text is. */
class Status {
  constructor() {
    this.element = h("div", { class: "nbauth-status", role: "status" });
  }
  say(text, kind = "") {
    // In words, and not by colour alone.
    const mark = { error: "✗ ", ok: "✓ ", note: "note: " }[kind] ?? "";
    this.element.className = `nbauth-status ${kind && `nbauth-${kind}`}`;
    this.element.textContent = text ? mark + text : "";
  }
}

const SILENCE_MS = 4000;
const SILENT =
  "No answer from the kernel yet: it is busy, or it was restarted. If it was restarted, run this cell again.";
const STALE = "This was made by a kernel that is not running any more, or is busy. Run this cell again to use it.";

/** The way to the kernel and back. Whatever is asked for stays asked for: a busy kernel answers later. */
class Kernel {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.handlers = {};
    this.waiting = null;
    this.onsilence = () => {};
    this.onanswer = () => {};
    this.view = newId();
    // Whether somebody was here last, and has gone nowhere else since: a button that is disabled loses the focus.
    this.hadFocus = false;
    this.look = (event) => (this.hadFocus = root.contains(event.target));
    document.addEventListener("focusin", this.look);
    this.bye = () => this.ask("bye");
    addEventListener("pagehide", this.bye);
    this.receive = (content, buffers) => {
      if (!content || !content.kind || (content.view && content.view !== this.view)) return;
      clearTimeout(this.waiting);
      this.onanswer();
      this.handlers[content.kind]?.(content, buffers);
    };
    model.on("msg:custom", this.receive);
  }
  on(kind, handler) {
    this.handlers[kind] = handler;
    return this;
  }
  /** Send what is to be done; secrets only as buffers, which are in no model, file or log. */
  ask(what, content = {}, buffers = []) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.onsilence(), SILENCE_MS);
    this.model.send({ do: what, view: this.view, page: PAGE, ...content }, undefined, buffers);
  }
  end() {
    this.bye();
    removeEventListener("pagehide", this.bye);
    document.removeEventListener("focusin", this.look);
    clearTimeout(this.waiting);
    this.model.off("msg:custom", this.receive);
  }
}

/** A widget's root: the page's keyboard shortcuts do not see what is typed in it. */
function root(el, label) {
  const made = h("section", {
    // What servers say is no formula, wherever a page looks for some.
    class: "nbauth mathjax_ignore tex2jax_ignore",
    // No landmark: a notebook may have several of these.
    role: "group",
    "aria-label": label,
    "data-lm-suppress-shortcuts": "true",
  });
  for (const kind of ["keydown", "keypress", "keyup"]) made.addEventListener(kind, (event) => event.stopPropagation());
  for (const kind of ["paste", "copy", "cut", "contextmenu"]) {
    made.addEventListener(kind, (event) => event.stopPropagation());
  }
  el.append(made);
  return made;
}

/** Hide the text that stands for a widget where it is not alive, and return how to show it again. */
function hideTwin(el, name) {
  if (!name) return () => {};
  let hidden = [];
  const find = () => {
    for (let node = el.parentElement; node && !hidden.length; node = node.parentElement) {
      hidden = [...node.getElementsByClassName(name)].map((twin) => twin.closest(".jp-OutputArea-child") ?? twin);
      if (node.matches(".jp-Cell, .jp-OutputArea, .output_wrapper")) break;
    }
    for (const each of hidden) each.style.display = "none";
  };
  // The view is put into the page after it was made.
  requestAnimationFrame(find);
  const timer = setTimeout(find, 300);
  return () => {
    clearTimeout(timer);
    for (const each of hidden) each.style.display = "";
  };
}

/**
 * Make a widget's view. `build(kernel, root)` gives its handlers; the first answer to "hello" builds it, and what
 * stays without an answer says so instead of being a form that does nothing.
 */
function widget(label, build) {
  return ({ model, el }) => {
    const box = root(el, label);
    const kernel = new Kernel(model, box);
    const first = h("div", { class: "nbauth-status", role: "status" }, "Waiting for the kernel …");
    box.append(first);
    let showTwin = () => {};
    const end = build(kernel, box) ?? (() => {});
    const built = kernel.handlers.hello;
    kernel.onsilence = () => (first.textContent = STALE);
    kernel.on("hello", (content, buffers) => {
      first.remove();
      kernel.onsilence = kernel.silent ?? (() => {});
      showTwin();
      showTwin = hideTwin(el, content.twin);
      built?.(content, buffers);
    });
    kernel.ask("hello");
    return () => {
      end();
      showTwin();
      kernel.end();
    };
  };
}
