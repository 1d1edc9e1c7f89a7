// The fields of a login, drawn from what the kernel says a scheme wants. What was typed is checked there as well, in
// the words of %auth.

const SOURCES = [
  ["typed", "typed here"],
  ["env", "environment variable"],
  ["keyring", "keyring"],
  ["file", "file"],
];
const SOURCE_LABEL = { env: "Variable", keyring: "Service/user", file: "Path" };
const SOURCE_EXAMPLE = { env: "API_PASSWORD", keyring: "https://api.example.com/ada", file: "~/secrets/api" };

/** A text field with what can stand there: the kernel knows, since it is its machine. */
class Completed {
  constructor(kernel, kind, attributes = {}) {
    this.kernel = kernel;
    this.list = h("datalist", { id: newId() });
    this.input = textField({ list: this.list.id, ...attributes });
    const ask = later(() => kernel.ask("complete", { kind, begin: this.input.value, list: this.list.id }), 120);
    this.input.addEventListener("input", ask);
    this.input.addEventListener("focus", ask);
  }
  offer(words) {
    this.list.replaceChildren(...words.map((word) => h("option", { value: word })));
  }
}

/** One secret field: where it comes from, and what is typed for that. */
class SecretRow {
  constructor(kernel, field, sources, onenter) {
    this.field = field;
    this.hidden = new SecretInput(field.label, { help: field.help, onenter });
    this.named = {};
    this.place = h("div");
    this.kind = choice(sources, "typed", () => this.draw());
    this.remember = h("input", { type: "checkbox", id: newId() });
    this.box = h("div", { class: "nbauth-row" }, h("span", { class: "nbauth-name" }),
      h("div", { class: "nbauth-control" }, this.remember, " ",
        h("label", { for: this.remember.id }, "Remember it in the keyring of the kernel's machine")));
    for (const name of Object.keys(SOURCE_LABEL)) {
      this.named[name] = new Completed(kernel, name, { placeholder: SOURCE_EXAMPLE[name] });
      this.named[name].input.addEventListener("keydown", (event) => event.key === "Enter" && onenter());
    }
    this.element = h("div", {}, labelled(`${field.label} from`, this.kind), this.place);
    this.draw();
  }
  draw() {
    const kind = this.kind.value;
    if (kind === "typed") return this.place.replaceChildren(this.hidden.element, this.box);
    this.hidden.clear();
    this.place.replaceChildren(labelled(`${SOURCE_LABEL[kind]} of ${this.field.label.toLowerCase()}`,
      this.named[kind].input), this.named[kind].list);
  }
  get control() {
    return this.kind.value === "typed" ? this.hidden.input : this.named[this.kind.value].input;
  }
}

class LoginFields {
  constructor(kernel, { main = "Log in" } = {}) {
    Object.assign(this, { kernel, main });
    this.element = h("div");
    this.status = new Status();
    this.card = h("div", { class: "nbauth-card" });
    kernel.silent = () => {
      this.busy(false);
      this.status.say(SILENT, "note");
    };
    kernel.on("kept", () => this.remembered(true));
    kernel.on("said", (content) => this.said(content));
    kernel.on("checked", (content) => this.checked(content));
    kernel.on("completed", ({ list, words }) => this.completed.find((each) => each.list.id === list)?.offer(words));
    kernel.on("machines", (content) => this.machines(content));
    kernel.on("tested", (content) => this.tested(content));
  }

  draw(state) {
    this.clear();
    this.status.say("");
    this.card.replaceChildren();
    this.state = state;
    const shown = state.schemes.find((each) => each.name === state.scheme) ?? state.schemes[0];
    this.scheme = choice(state.schemes.map((each) => [each.name, each.title]), shown.name, () => this.drawScheme());
    this.about = h("div", { class: "nbauth-help" });
    const broken = (state.broken ?? []).map((why) => h("div", { class: "nbauth-help" }, `left out: ${why}`));
    const scheme = labelled("Scheme", this.scheme);
    scheme.querySelector(".nbauth-control").append(this.about);
    this.scheme.setAttribute("aria-describedby", (this.about.id = newId()));
    this.origin = textField({ value: state.origin, placeholder: "https://api.example.com", inputmode: "url" });
    this.origin.addEventListener("change", () => this.check());
    this.originRow = state.fixed
      ? h("div", { class: "nbauth-row" }, h("span", { class: "nbauth-name" }, "Origin"),
          h("span", { class: "nbauth-control nbauth-origin" }, state.origin))
      : labelled("Origin", this.origin, "Where the credentials go, and nowhere else.");
    this.note = h("div", { "aria-live": "polite" });
    this.fields = h("div");
    this.name = textField({ value: state.name ?? "" });
    this.address = textField({ placeholder: "the origin itself", inputmode: "url" });
    this.rare = h("div");
    const more = h("details", {}, h("summary", {}, "More"), this.rare,
      labelled("Name", this.name, "What to call the login; left empty, it is called after its scheme."),
      state.tests ? labelled("Address to test", this.address, "Below the origin: something that asks for a login.") : null);
    this.login = button(this.main, () => this.send("login"), { class: "nbauth-main" });
    this.test = state.tests ? button("Test", () => this.send("test")) : null;
    const notNow = state.waits ? button("Not now", () => {
      this.login.focus();
      notNow.remove();
      this.kernel.ask("not now");
    }) : null;
    this.element.replaceChildren(...[
      scheme, ...broken, this.originRow, this.note, this.fields, more,
      h("div", { class: "nbauth-buttons" }, this.login, this.test, notNow), this.status.element, this.card,
    ]);
    for (const each of [this.origin, this.name, this.address]) this.onEnter(each);
    this.drawScheme();
  }

  onEnter(input) {
    input.addEventListener("keydown", (event) => event.key === "Enter" && this.send("login"));
  }

  drawScheme() {
    const scheme = this.state.schemes.find((each) => each.name === this.scheme.value);
    for (const row of this.secrets ?? []) row.hidden.clear();
    this.about.textContent = scheme.about;
    this.controls = {};
    this.secrets = [];
    this.completed = [];
    const rows = scheme.fields.filter((field) => !field.rare).map((field) => this.fieldRow(field));
    this.rare.replaceChildren(...scheme.fields.filter((field) => field.rare).map((field) => this.fieldRow(field)));
    this.table = scheme.name === "netrc" ? h("div", { class: "nbauth-machines", "aria-live": "polite" }) : null;
    this.fields.replaceChildren(...rows, ...(this.table ? [this.table] : []));
    this.check();
  }

  fieldRow(field) {
    const given = this.state.values?.[field.name] ?? field.default ?? "";
    if (field.secret) {
      const row = new SecretRow(this.kernel, field, SOURCES, () => this.send("login"));
      this.secrets.push(row);
      this.completed.push(...Object.values(row.named));
      return row.element;
    }
    if (field.choices.length) {
      this.controls[field.name] = choice(field.choices.map((each) => [each, each || "as the server wants"]), given, () => this.machinesLater());
      return labelled(field.label, this.controls[field.name], field.help);
    }
    if (field.name === "file") {
      const path = new Completed(this.kernel, "netrc", { value: given, placeholder: this.state.netrc ?? "" });
      this.completed.push(path);
      path.input.addEventListener("change", () => this.kernel.ask("machines", this.typed()));
      this.controls[field.name] = path.input;
      this.onEnter(path.input);
      const row = labelled(field.label, path.input, field.help);
      row.append(path.list);
      return row;
    }
    this.controls[field.name] = textField({ value: given });
    this.onEnter(this.controls[field.name]);
    return labelled(field.label, this.controls[field.name], field.help);
  }

  machinesLater() {
    if (this.table) this.kernel.ask("machines", this.typed());
  }

  typed() {
    const values = Object.fromEntries(Object.entries(this.controls).map(([name, control]) => [name, control.value]));
    return { scheme: this.scheme.value, origin: this.state.fixed ? this.state.origin : this.origin.value.trim(), values };
  }

  check() {
    this.kernel.ask("check", this.typed());
    this.machinesLater();
  }

  checked({ problem, note }) {
    this.origin.setAttribute("aria-invalid", problem ? "true" : "false");
    this.note.textContent = problem ? `✗ ${problem}` : note ? `note: ${note}` : "";
    this.note.className = problem ? "nbauth-error" : note ? "nbauth-note" : "";
  }

  send(what) {
    if (this.login.disabled) return; // Enter, while one is on its way
    const content = { ...this.typed(), name: this.name.value.trim(), address: this.address.value.trim() };
    const buffers = [];
    content.secrets = {};
    content.sources = {};
    content.remember = [];
    for (const row of this.secrets) {
      const kind = row.kind.value;
      if (kind === "typed") {
        content.secrets[row.field.name] = buffers.length;
        buffers.push(row.hidden.take());
        if (row.remember.checked) content.remember.push(row.field.name);
      } else {
        content.sources[row.field.name] = `${kind}:${row.named[kind].input.value.trim()}`;
      }
    }
    this.busy(true);
    this.remembered(false);
    this.status.say(what === "test" ? "sending one request …" : "…");
    this.card.replaceChildren();
    this.kernel.ask(what, content, buffers);
  }

  /** Whether the focus is here, or was when something was sent and has gone nowhere else since. */
  get isHere() {
    const active = document.activeElement;
    return this.kernel.root.contains(active) || (this.kernel.hadFocus && (!active || active === document.body));
  }

  remembered(is) {
    for (const row of this.secrets ?? []) row.hidden.input.placeholder = is ? "kept from the last try" : "";
  }

  busy(is) {
    for (const each of [this.login, this.test]) if (each) each.disabled = is;
  }

  said({ text, level, field }) {
    const answers = this.login?.disabled;
    this.busy(false);
    if (answers || level === "error") for (const row of this.secrets ?? []) row.hidden.clear();
    this.status.say(text, level);
    if (level !== "error") return;
    const wrong = this.controls?.[field] ?? { origin: this.origin, name: this.name }[field]
      ?? this.secrets?.find((row) => row.field.name === field)?.control;
    for (const each of this.element.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
    if (wrong) {
      wrong.closest("details")?.setAttribute("open", "");
      wrong.setAttribute("aria-invalid", "true");
      if (this.isHere) wrong.focus();
    }
  }

  tested({ html, text, level, kept }) {
    this.said({ text, level });
    this.card.innerHTML = html; // made by the kernel, of inert text
    this.remembered(kept);
    if (this.isHere) this.login.focus();
  }

  machines({ rows, more, match, problem }) {
    if (!this.table) return;
    if (problem) return this.table.replaceChildren(h("div", { class: "nbauth-error" }, `✗ ${problem}`));
    const cells = rows.map(({ machine, login, fits }) => h("tr", {}, h("td", { class: "nbauth-code" }, machine),
      h("td", {}, login), h("td", {}, fits ? "this one" : "")));
    this.table.replaceChildren(
      h("table", {}, h("caption", { class: "nbauth-sr" }, "Machines of the file"),
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Machine"), h("th", { scope: "col" }, "Login"),
          h("th", { scope: "col" }, "For the origin"))), h("tbody", {}, ...cells)),
      h("div", { class: "nbauth-help" }, [more, match].filter(Boolean).join(" ")));
  }

  clear() {
    for (const row of this.secrets ?? []) row.hidden.clear();
  }
}
