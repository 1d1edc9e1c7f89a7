export default {
  render: widget("Sign in", (kernel, box) => {
    const status = new Status();
    const title = h("div", { class: "nbauth-title" });
    let field = null;
    let timer = null;
    let buttons = [];

    const busy = (is) => buttons.forEach((each) => (each.disabled = is));
    const ask = (what, words) => () => {
      busy(true);
      status.say(words);
      kernel.ask(what);
    };
    kernel.silent = () => {
      busy(false);
      status.say(SILENT, "note");
    };
    kernel.on("said", ({ text, level }) => {
      busy(false);
      field?.clear();
      status.say(text, level);
    });
    // Another page learns nothing of this one, not even that it was opened from here.
    const link = (url, text) => h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text);

    kernel.on("hello", ({ told, origin, issuer, scope, url, device }) => {
      const isHere = box.contains(document.activeElement) || kernel.hadFocus;
      clearInterval(timer);
      field?.clear();
      field = null;
      status.say("");
      const parts = [];
      if (told) {
        title.textContent = "Signed in";
        parts.push(h("p", {}, `✓ ${told}`));
        buttons = [];
      } else {
        title.textContent = `Sign in for ${origin}`;
        parts.push(h("p", {}, `At ${issuer}${scope ? `, and allow: ${scope}` : ""}.`));
        const cancel = button("Cancel", ask("cancel", "…"));
        if (url) {
          const send = () => {
            if (field.isEmpty) return status.say("nothing was pasted", "error");
            busy(true);
            status.say("handing in the code …");
            kernel.ask("pasted", {}, [field.take()]);
          };
          field = new SecretInput("Address of the last page", { onenter: send,
            help: "Where the browser cannot reach this kernel, it ends at a page that does not load: paste its address." });
          buttons = [button("Use the address", send), cancel];
          parts.push(h("p", {}, link(url, "Open the sign-in page"), " in a new tab. When you have signed in, this form",
            " changes by itself."), field.element, h("div", { class: "nbauth-buttons" }, ...buttons));
        } else if (device) {
          const ends = performance.now() + device.seconds * 1000;
          const left = h("span");
          const tick = () => {
            const seconds = Math.max(0, Math.round((ends - performance.now()) / 1000));
            left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
          };
          tick();
          timer = setInterval(tick, 1000);
          buttons = [cancel];
          parts.push(h("p", {}, "On any device, open ", link(device.uri, device.uri), " and type this code:"),
            h("p", { class: "nbauth-device" }, device.code),
            h("p", {}, ...(device.complete ? [link(device.complete, "Open it with the code"), ". "] : []),
              "Time left: ", left), h("div", { class: "nbauth-buttons" }, cancel));
        } else {
          buttons = [button("Sign in with a browser", ask("browser", "asking the server …"), { class: "nbauth-main" }),
            button("Use a code on another device", ask("device", "asking the server …")), cancel];
          parts.push(h("div", { class: "nbauth-buttons" }, ...buttons));
        }
      }
      box.replaceChildren(title, ...parts, status.element);
      if (isHere) (box.querySelector("a, button") ?? box).focus?.();
    });
    return () => {
      clearInterval(timer);
      field?.clear();
    };
  }),
};
