export default {
  render: widget("Login for the request above", (kernel, box) => {
    const fields = new LoginFields(kernel, { main: "Log in and send again" });
    kernel.on("hello", ({ done, level, ready, words, form, blocked, waits }) => {
      const isHere = fields.isHere;
      fields.clear();
      if (done) {
        const mark = level === "ok" ? "✓" : "note:";
        const said = h("p", { class: `nbauth-${level}`, tabindex: "-1", role: "status" }, `${mark} ${done}`);
        box.replaceChildren(said);
        if (isHere) said.focus();
      } else if (ready) {
        fields.login = button("Send the request again", () => {
            fields.busy(true);
          fields.status.say("sending …");
          kernel.ask("again");
        }, { class: "nbauth-main" });
        fields.test = null;
        fields.status.say("");
        box.replaceChildren(h("p", {}, `There is a login for it now: ${ready}.`),
          h("div", { class: "nbauth-buttons" }, fields.login,
            button("Log in as somebody else", () => kernel.ask("another"))), fields.status.element);
        if (isHere) fields.login.focus();
      } else {
        fields.draw({ ...form, waits });
        if (blocked) fields.login.textContent = "Log in";
        box.replaceChildren(h("div", { class: "nbauth-title" }, `Log in to ${form.origin}`), h("p", {}, words),
          ...(blocked ? [h("p", { class: "nbauth-note" }, `note: ${blocked}`)] : []), fields.element);
        if (isHere) fields.scheme.focus();
      }
    });
    return () => fields.clear();
  }),
};
