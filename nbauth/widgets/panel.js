function inWords(seconds) {
  if (seconds <= 0) return "expired";
  for (const [size, least, name] of [[86400, 172800, "days"], [3600, 3600, "h"], [60, 60, "min"], [1, 0, "s"]]) {
    if (seconds >= least) return `in ${Math.floor(seconds / size)} ${name}`;
  }
}

export default {
  render: widget("Logins", (kernel, box) => {
    const status = new Status();
    const card = h("div", { class: "nbauth-card" });
    const form = new LoginFields(kernel, { main: "Add the login" });
    const table = h("div", { class: "nbauth-scroll" });
    const tryRow = h("div");
    const add = h("details", {}, h("summary", {}, "Add a login"), form.element);
    const all = h("div", { class: "nbauth-buttons" });
    const heads = ["Name", "Scheme", "Origin", "User", "Source", "Expires", "Last used", "Do"];
    let clocks = [];
    let hasSome = null;

    const tick = () => {
      for (const [cell, ends] of clocks) {
        const words = inWords((ends - performance.now()) / 1000);
        if (cell.textContent !== words) cell.textContent = words;
      }
    };
    const timer = setInterval(tick, 1000);

    function drawTry(row) {
      const address = textField({ value: row.origin.includes("://") && !row.origin.includes(",") ? row.origin : "",
        inputmode: "url" });
      const send = () => {
        status.say("sending one request …");
        card.replaceChildren();
        kernel.ask("try", { name: row.name, address: address.value.trim() });
      };
      address.addEventListener("keydown", (event) => event.key === "Enter" && send());
      tryRow.replaceChildren(labelled(`Address to test ${row.name} at`, address),
        h("div", { class: "nbauth-buttons" }, button("Send one request", send), button("Close", () => {
          tryRow.replaceChildren();
          card.replaceChildren();
          table.querySelector("button")?.focus();
        })));
      address.focus();
    }

    function drawAll(has) {
      const out = button("Log out of all", () => {
        const really = button("Log out", () => {
          kernel.ask("forget", {});
          drawAll(hasSome);
        });
        all.replaceChildren(h("span", {}, "Forget all logins, their secrets and cookies?"), really,
          button("Keep them", () => {
            drawAll(hasSome);
            all.firstChild?.focus();
          }));
        really.focus();
      });
      all.replaceChildren(...(has ? [out] : []));
    }

    function draw(rows) {
      clocks = [];
      // Whoever is on a button stays there.
      const focused = table.contains(document.activeElement) ? document.activeElement.dataset.key : null;
      const lines = rows.map((row) => {
        const expires = h("td", {}, row.expires == null ? "never" : inWords(row.expires));
        if (row.expires != null) clocks.push([expires, performance.now() + row.expires * 1000]);
        return h("tr", {}, h("th", { scope: "row" }, row.name), h("td", {}, row.scheme),
          h("td", { class: "nbauth-code" }, row.origin), h("td", {}, row.user), h("td", {}, row.source), expires,
          h("td", {}, row.used), h("td", {}, h("div", { class: "nbauth-line" },
            button("Test", () => drawTry(row), { "aria-label": `Test ${row.name}`, "data-key": `test ${row.name}` }),
            button("Forget", () => kernel.ask("forget", { name: row.name }),
              { "aria-label": `Forget ${row.name}`, "data-key": `forget ${row.name}` }))));
      });
      table.replaceChildren(rows.length
        ? h("table", {}, h("caption", { class: "nbauth-sr" }, "Logins of this session"),
            h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { scope: "col" }, head)))), h("tbody", {}, ...lines))
        : h("p", {}, "No logins yet: requests go out without credentials."));
      // Not while somebody is asked whether to log out of all.
      if (hasSome !== rows.length > 0) drawAll(rows.length > 0);
      hasSome = rows.length > 0;
      if (focused) (table.querySelector(`[data-key="${CSS.escape(focused)}"]`) ?? add.firstChild).focus();
    }

    kernel.on("hello", ({ rows, form: state }) => {
      form.draw(state);
      box.replaceChildren(h("div", { class: "nbauth-title" }, "Logins"), table, all, tryRow, status.element, card, add);
      hasSome = null;
      add.open = rows.length === 0;
      draw(rows);
    });
    kernel.on("rows", ({ rows }) => draw(rows));
    kernel.on("added", ({ text }) => {
      const isHere = form.isHere;
      form.draw(form.state);
      form.status.say(text, "ok");
      if (isHere) add.firstChild.focus();
    });
    const said = kernel.handlers.said;
    kernel.on("said", (content) => {
      // What was asked for in the table is said there.
      if (!content.field && !form.login?.disabled) status.say(content.text, content.level);
      else said(content);
    });
    const tested = kernel.handlers.tested;
    kernel.on("tested", (content) => {
      if (form.login?.disabled) return tested(content);
      status.say(content.text, content.level);
      card.innerHTML = content.html; // made by the kernel, of inert text
    });
    kernel.silent = () => {
      (form.login?.disabled ? form.status : status).say(SILENT, "note");
      form.busy(false);
    };
    return () => {
      clearInterval(timer);
      form.clear();
    };
  }),
};
