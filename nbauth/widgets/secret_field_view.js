export default {
  render: widget("Secret", (kernel, box) => {
    const status = new Status();
    let field = null;
    kernel.silent = () => status.say(SILENT, "note");
    kernel.on("hello", ({ label, help, said }) => {
      field?.clear();
      const send = () => {
        if (field.isEmpty) return status.say("nothing was typed", "error");
        kernel.ask("secret", {}, [field.take()]);
        status.say("sent");
      };
      field = new SecretInput(label, { help, onenter: send });
      box.replaceChildren(field.element, h("div", { class: "nbauth-buttons" }, button("Use", send)), status.element);
      if (said) status.say(said, "ok");
    });
    kernel.on("said", ({ text, level }) => {
      field?.clear();
      status.say(text, level);
    });
    return () => field?.clear();
  }),
};
