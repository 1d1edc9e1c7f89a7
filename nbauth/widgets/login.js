export default {
  render: widget("Login", (kernel, box) => {
    const fields = new LoginFields(kernel);
    const title = h("div", { class: "nbauth-title" });

    function loggedIn(told, notes, place) {
      fields.clear();
      fields.status.say("");
      fields.card.replaceChildren();
      title.textContent = "Logged in";
      const address = textField({ value: place, inputmode: "url" });
      const send = () => {
        fields.card.replaceChildren();
        fields.status.say("sending one request …");
        kernel.ask("test", { address: address.value.trim() });
      };
      address.addEventListener("keydown", (event) => event.key === "Enter" && send());
      fields.login = button("Test", send);
      fields.test = null;
      box.replaceChildren(title, h("p", {}, `✓ ${told}`),
        ...notes.map((note) => h("p", { class: "nbauth-note" }, `note: ${note}`)),
        labelled("Address to test", address),
        h("div", { class: "nbauth-buttons" }, fields.login, button("Log in as somebody else", () => kernel.ask("again"))),
        fields.status.element, fields.card);
    }

    kernel.on("hello", ({ form, told, notes, address, waits }) => {
      const isHere = fields.isHere;
      if (told) {
        loggedIn(told, notes, address);
        if (isHere) fields.login.focus();
      } else {
        title.textContent = form.fixed ? `Log in to ${form.origin}` : "Log in";
        fields.draw({ ...form, waits });
        box.replaceChildren(title, fields.element);
        if (isHere) fields.scheme.focus();
      }
    });
    return () => fields.clear();
  }),
};
