const FILTERS = [["method", "Method"], ["host", "Host"], ["status", "Status"], ["login", "Login"]];
const COPIES = [["curl", "Copy as curl"], ["python", "Copy as Python"], ["http", "Copy as .http"]];
const ROOM = 800; // pixels below what is seen from which on older rows are asked for
const ANY = "any";

const many = (number, one) => `${number.toLocaleString("en")} ${one}${number === 1 ? "" : "s"}`;

/** A row, and what it opens to. */
class Row {
  constructor(kernel, data, onask) {
    this.kernel = kernel;
    this.onask = onask;
    this.number = data.number;
    this.status = new Status();
    this.copy = h("div");
    this.card = h("div", { class: "nbauth-card" });
    this.panel = h("div", { class: "nbauth-panel", id: newId(), role: "group", "aria-label": `Exchange ${this.number}`,
      hidden: true, onkeydown: (event) => event.key === "Escape" && this.close() });
    this.head = button("", () => (this.isOpen ? this.close() : this.open()), { class: "nbauth-exchange", tabindex: "-1",
      "aria-expanded": "false", "aria-controls": this.panel.id });
    this.element = h("li", {}, this.head, this.panel);
    this.draw(data);
  }

  draw(data) {
    const pill = h("span", { class: "nbauth-pill" }, data.status);
    pill.style.backgroundColor = data.ink;
    const cell = (name, ...inside) => h("span", { class: `nbauth-${name}` }, ...inside);
    const mark = cell("mark", "▸");
    mark.setAttribute("aria-hidden", "true");
    const cells = [mark, cell("number", `#${this.number}`), cell("outcome", pill),
      ...["method", "place", "time", "size", "login"].map((name) => cell(name, data[name]))];
    // Spaces between them, for who has the row read out.
    this.head.replaceChildren(...cells.flatMap((each) => [each, " "]));
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  ask(what, content = {}) {
    this.onask(this);
    this.kernel.ask(what, { number: this.number, ...content });
  }

  open() {
    const replay = button("Replay", () => {
      this.status.say("sending …");
      this.ask("replay");
    });
    const copies = COPIES.map(([kind, text]) => button(text, () => this.ask("copy", { as: kind })));
    this.status.say("");
    this.copy.replaceChildren();
    this.card.textContent = "…";
    this.panel.replaceChildren(h("div", { class: "nbauth-buttons" }, replay, ...copies), this.status.element,
      this.copy, this.card);
    this.panel.hidden = false;
    this.head.setAttribute("aria-expanded", "true");
    this.ask("open");
  }

  close() {
    const hadFocus = this.panel.contains(document.activeElement);
    this.panel.hidden = true;
    this.panel.replaceChildren(); // the next time it is shown as it is then
    this.head.setAttribute("aria-expanded", "false");
    if (hadFocus) this.head.focus();
  }

  opened(html) {
    if (!this.isOpen) return;
    this.card.innerHTML = html; // made by the kernel, of inert text
  }

  said(text, level) {
    if (this.card.textContent === "…") this.card.textContent = ""; // nothing will come
    this.status.say(text, level);
  }

  async copied(name, text) {
    if (!this.isOpen) return;
    const area = h("textarea", { id: newId(), readonly: true, spellcheck: "false",
      rows: Math.min(12, text.split("\n").length + 1) });
    area.value = text;
    this.copy.replaceChildren(h("label", { for: area.id }, `#${this.number}: ${name}`), area);
    try {
      await navigator.clipboard.writeText(text);
      this.status.say(`copied: ${name}`, "ok");
    } catch {
      // No clipboard for pages without https, and where it is forbidden. Who has gone elsewhere stays there.
      const isHere = this.panel.contains(document.activeElement) || document.activeElement === document.body;
      if (isHere) area.focus();
      area.select();
      this.status.say("this page may not copy: press Ctrl+C in the text below (⌘C on a Mac)", "note");
    }
  }
}

/** The rows, as many as were asked for; one of them is where Tab goes, the arrows lead to the others. */
class Exchanges {
  constructor(kernel) {
    this.kernel = kernel;
    this.rows = []; // the newest first
    this.current = null;
    this.asker = null; // of the answers that name no row
    this.round = 0; // answers to what was asked before the filter changed come too late
    this.rest = 0;
    this.isLoading = false;
    this.selects = {};
    const filters = FILTERS.map(([name, text]) => {
      this.selects[name] = h("select", { id: newId(), onchange: () => this.anew() });
      return h("div", {}, h("label", { for: this.selects[name].id }, text), this.selects[name]);
    });
    const all = button("Show all", () => {
      for (const select of Object.values(this.selects)) select.value = "";
      this.anew();
    });
    this.count = h("div", { class: "nbauth-status nbauth-count", role: "status" });
    this.list = h("ul", { role: "list", "aria-label": "Exchanges, the newest first" });
    this.box = h("div", { class: "nbauth-exchanges", onscroll: () => this.scrolled() }, this.list);
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("focusin", (event) => {
      const row = this.rows.find((each) => each.head === event.target);
      if (row) this.stand(row);
    });
    this.more = button("", () => this.load(true));
    this.status = new Status();
    this.help = h("div", { class: "nbauth-help" },
      "Enter opens a row. ↑ and ↓ go from one to the next, Home and End to the first and the last, Esc closes.");
    this.elements = [h("div", { class: "nbauth-filters", role: "group", "aria-label": "Filter" }, ...filters, all),
      this.count, this.help, this.box, h("div", { class: "nbauth-buttons" }, this.more), this.status.element];
  }

  get filter() {
    return Object.fromEntries(FILTERS.map(([name]) => [name, this.selects[name].value]));
  }

  ask(part, content = {}) {
    this.kernel.ask("rows", { part, request: this.round, filter: this.filter, ...content });
  }

  /** Begin with the newest again; what is shown stays until they are there. */
  anew() {
    this.round += 1;
    this.isLoading = true;
    this.ask("first");
  }

  /** Ask for the next older ones; *byButton* takes who pressed it to the first of them. */
  load(byButton = false) {
    if (this.isLoading || !this.rest) return;
    this.isLoading = true;
    this.goesOn = byButton;
    this.ask("older", { before: this.rows.at(-1).number });
  }

  scrolled() {
    if (this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < ROOM) this.load();
  }

  answered(content) {
    if (content.request !== this.round) return;
    this.isLoading = content.part === "new" ? this.isLoading : false;
    this[content.part](content.rows);
    this.told(content);
  }

  first(rows) {
    const had = new Map(this.rows.map((row) => [row.number, row]));
    const hadFocus = this.list.contains(document.activeElement);
    this.rows = rows.map((data) => this.row(data, had.get(data.number)));
    this.list.replaceChildren(...this.rows.map((row) => row.element));
    this.box.scrollTop = 0;
    this.stand(this.rows[0]);
    if (hadFocus) (this.current?.head ?? this.more).focus();
  }

  older(rows) {
    const added = rows.map((data) => this.row(data));
    this.rows.push(...added);
    this.list.append(...added.map((row) => row.element));
    if (this.goesOn && document.activeElement === this.more) (added[0] ?? this.rows.at(-1))?.head.focus();
    this.goesOn = false;
  }

  new(rows) {
    const had = new Map(this.rows.map((row) => [row.number, row]));
    const oldest = this.rest ? this.rows.at(-1)?.number ?? 0 : 0;
    const isAway = this.box.scrollTop > 0;
    const seen = this.rows.find((row) => row.element.offsetTop + row.element.offsetHeight > this.box.scrollTop);
    const before = seen?.element.offsetTop;
    for (const data of rows) {
      const known = had.get(data.number);
      if (known) known.draw(data);
      else if (data.number > oldest) this.rows.push(this.row(data));
    }
    this.rows.sort((one, other) => other.number - one.number);
    // Only what is new is put in: what has the focus is not moved.
    for (let at = this.rows.length - 1; at >= 0; at -= 1) {
      if (had.has(this.rows[at].number)) continue;
      this.list.insertBefore(this.rows[at].element, this.rows[at + 1]?.element ?? null);
    }
    if (isAway && seen) this.box.scrollTop += seen.element.offsetTop - before;
    if (!this.current) this.stand(this.rows[0]);
  }

  row(data, known = null) {
    known?.draw(data);
    return known ?? new Row(this.kernel, data, (row) => (this.asker = row));
  }

  /** After a cell, or a replay: some are new, some old ones are gone. */
  changed(content) {
    if (content.new === null || content.oldest === null) return this.anew();
    // What somebody reads stays; it says that it is gone when something is wanted of it.
    const stays = (row) => row.number >= content.oldest || row.isOpen || row.element.contains(document.activeElement);
    const left = this.rows.filter(stays);
    if (!left.some((row) => row.number >= content.oldest)) return this.anew();
    for (const row of this.rows) if (!left.includes(row)) row.element.remove();
    this.rows = left;
    if (!left.includes(this.current)) this.stand(left[0]);
    this.ask("new", { numbers: content.new });
  }

  told({ rest, total, all, dropped, nothing, choices }) {
    this.rest = rest ?? this.rest;
    const shown = total === all ? many(all, "exchange") : `${total.toLocaleString("en")} of ${many(all, "exchange")}`;
    const gone = dropped ? `; ${many(dropped, "older one")} ${dropped === 1 ? "was" : "were"} dropped` : "";
    const words = all ? `${total ? shown : `none of ${many(all, "exchange")} is so`}${gone}` : nothing;
    if (this.count.textContent !== words) this.count.textContent = words;
    this.box.hidden = this.help.hidden = !this.rows.length;
    this.more.hidden = !this.rest;
    this.more.textContent = `Load more (${this.rows.length.toLocaleString("en")} of ${total.toLocaleString("en")} are shown)`;
    for (const [name] of FILTERS) if (choices) this.offer(this.selects[name], choices[name]);
  }

  offer(select, { values, more }) {
    const offered = JSON.stringify([values, more]);
    if (select.dataset.offered === offered) return; // or a list that is just open would close
    const chosen = select.value;
    const kept = chosen && !values.includes(chosen) ? [chosen] : [];
    select.replaceChildren(h("option", { value: "" }, ANY),
      ...[...kept, ...values].map((value) => h("option", { value }, value)),
      ...(more ? [h("option", { disabled: true }, `… ${more} more`)] : []));
    select.value = chosen;
    select.dataset.offered = offered;
  }

  stand(row) {
    this.current?.head.setAttribute("tabindex", "-1");
    this.current = row ?? null;
    row?.head.setAttribute("tabindex", "0");
  }

  key(event) {
    const at = this.rows.findIndex((row) => row.head === event.target);
    const last = this.rows.length - 1;
    const to = { ArrowDown: Math.min(at + 1, last), ArrowUp: Math.max(at - 1, 0), Home: 0, End: last }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    this.rows[to].head.focus();
  }

  of(number) {
    return this.rows.find((row) => row.number === number);
  }
}

export default {
  render: widget("Requests so far", (kernel, box) => {
    const exchanges = new Exchanges(kernel);
    box.classList.add("nbauth-history");
    kernel.silent = () => {
      exchanges.isLoading = false; // so that it can be asked for again
      exchanges.status.say(SILENT, "note");
    };
    kernel.onanswer = () => exchanges.status.say("");
    kernel.on("hello", (content) => {
      exchanges.round += 1;
      if (!exchanges.list.isConnected) box.replaceChildren(h("div", { class: "nbauth-title" }, "Requests so far"), ...exchanges.elements);
      exchanges.answered({ ...content, part: "first", request: exchanges.round });
      for (const row of exchanges.rows.slice(0, content.open)) row.open();
    });
    kernel.on("rows", (content) => exchanges.answered(content));
    kernel.on("changed", (content) => exchanges.changed(content));
    kernel.on("opened", ({ number, html }) => exchanges.of(number)?.opened(html));
    kernel.on("copy", ({ number, name, text }) => exchanges.of(number)?.copied(name, text));
    kernel.on("said", ({ text, level, number }) => {
      const row = number == null ? exchanges.asker : exchanges.of(number);
      if (row?.isOpen) row.said(text, level);
      else exchanges.status.say(text, level);
    });
  }),
};
