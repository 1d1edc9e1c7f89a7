// A field for a secret. What is typed is in this one <input> and nowhere else until `take`, which empties it.

class SecretInput {
  constructor(label, { help = "", onenter = () => {} } = {}) {
    this.input = h("input", {
      type: "password",
      // What a browser remembers is the password of the Jupyter server; with "off" it would put that in.
      autocomplete: "new-password",
      spellcheck: "false",
      autocapitalize: "off",
      "data-1p-ignore": true,
      "data-lpignore": "true",
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        onenter();
      }
    });
    // It shows the value as long as it is pressed, by mouse, finger or key.
    this.eye = button("Show", () => {}, { "aria-label": `Show ${label} while pressed`, class: "nbauth-eye" });
    const show = () => (this.input.type = "text");
    const hide = () => (this.input.type = "password");
    this.eye.addEventListener("pointerdown", show);
    for (const kind of ["pointerup", "pointerleave", "pointercancel", "blur"]) this.eye.addEventListener(kind, hide);
    this.eye.addEventListener("keydown", (event) => event.key === " " && show());
    this.eye.addEventListener("keyup", hide);
    this.hide = hide;
    this.input.id = newId();
    const about = help ? h("div", { class: "nbauth-help", id: `${this.input.id}-help` }, help) : null;
    if (about) this.input.setAttribute("aria-describedby", about.id);
    this.line = h("div", { class: "nbauth-line" }, this.input, this.eye);
    this.element = h(
      "div",
      { class: "nbauth-row" },
      h("label", { for: this.input.id }, label),
      h("div", { class: "nbauth-control" }, this.line, about),
    );
  }
  get isEmpty() {
    return this.input.value === "";
  }
  /** Return what was typed, as bytes, and forget it. */
  take() {
    const bytes = new TextEncoder().encode(this.input.value);
    this.clear();
    return bytes.buffer;
  }
  clear() {
    this.hide();
    this.input.value = "";
  }
}
