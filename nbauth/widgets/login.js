export default {
  render: widget("Login", (kernel, box) => {
    const fields = new LoginFields(kernel);
    const title = h("h3");
    const done = h("div");
    kernel.on("hello", ({ form, told, notes }) => {
      if (told) {
        fields.clear();
        fields.status.say("");
        title.textContent = "Logged in";
        const again = button("Log in as somebody else", () => kernel.ask("again"));
        const test = button("Test", () => {
          fields.card.replaceChildren();
          fields.status.say("sending one request …");
          kernel.ask("test", {});
        });
        done.replaceChildren(h("p", {}, `✓ ${told}`), ...notes.map((note) => h("p", { class: "nbauth-note" }, `note: ${note}`)),
          h("div", { class: "nbauth-buttons" }, test, again), fields.status.element, fields.card);
        box.replaceChildren(title, done);
        if (box.contains(document.activeElement) || fields.hadFocus) test.focus();
      } else {
        title.textContent = form.fixed ? `Log in to ${form.origin}` : "Log in";
        fields.draw(form);
        box.replaceChildren(title, fields.element);
      }
    });
    return () => fields.clear();
  }),
};
