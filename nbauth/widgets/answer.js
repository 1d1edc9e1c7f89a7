export default {
  render: widget("Login for the request above", (kernel, box) => {
    const fields = new LoginFields(kernel, { main: "Log in and send again" });
    let isHere = false;
    kernel.on("hello", ({ done, ready, problem, words, form, blocked }) => {
      isHere = box.contains(document.activeElement);
      fields.clear();
      if (done) {
        const said = h("p", { class: "nbauth-ok", tabindex: "-1", role: "status" }, `✓ ${done}`);
        box.replaceChildren(said);
        if (isHere) said.focus();
      } else if (ready) {
        const again = button("Send the request again", () => {
          fields.status.say("sending …");
          kernel.ask("again");
        }, { class: "nbauth-main" });
        box.replaceChildren(h("p", {}, `There is a login for it now: ${ready}.`),
          h("div", { class: "nbauth-buttons" }, again), fields.status.element);
        fields.login = again;
        if (problem) fields.status.say(problem, "error");
        if (isHere) again.focus();
      } else {
        fields.draw(form);
        if (blocked) fields.login.textContent = "Log in";
        box.replaceChildren(h("h3", {}, `Log in to ${form.origin}`), h("p", {}, words),
          ...(blocked ? [h("p", { class: "nbauth-note" }, `note: ${blocked}`)] : []), fields.element);
      }
    });
    return () => fields.clear();
  }),
};
