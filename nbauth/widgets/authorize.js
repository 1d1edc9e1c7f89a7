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

    const paragraph = (...parts) => h("p", {}, ...parts);
    const row = (...made) => h("div", { class: "nbauth-buttons" }, ...made);
    const minutes = (seconds) => seconds >= 90 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds)} seconds`;
    const again = () => button("Use another way", ask("back", "…"));
    const cancel = () => button("Cancel", ask("cancel", "…"));

    function signedIn({ told, claims, scope, seconds }) {
      const facts = [scope && `It allows: ${scope}.`,
        seconds > 0 && `The token is good for ${minutes(seconds)}; it is renewed by itself where the server allows it.`];
      const parts = [paragraph(`✓ ${told}`), facts.some(Boolean) ? paragraph(facts.filter(Boolean).join(" ")) : null];
      if (claims.length) {
        const rows = claims.map(({ name, value }) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, value)));
        parts.push(h("details", {}, h("summary", {}, "Who signed in, as the server says (ID token)"),
          h("table", {}, h("caption", { class: "nbauth-sr" }, "Claims of the ID token"), h("tbody", {}, ...rows))));
      }
      buttons = [];
      return parts.filter(Boolean);
    }

    function inBrowser({ url, listens }) {
      const send = () => {
        if (field.isEmpty) return status.say("nothing was pasted", "error");
        busy(true);
        status.say("handing in the code …");
        kernel.ask("pasted", {}, [field.take()]);
      };
      field = new SecretInput("Address of the last page", { onenter: send,
        help: "Where the browser cannot reach this kernel, it ends at a page that does not load: paste its address." });
      buttons = [button("Use the address", send), again(), cancel()];
      const then = listens ? " in a new tab. When you have signed in, this form changes by itself."
        : " in a new tab. It ends at a page that does not load: paste its address here.";
      return [paragraph(link(url, "Open the sign-in page"), then), field.element, row(...buttons)];
    }

    function onDevice({ device }) {
      const ends = performance.now() + device.seconds * 1000;
      const left = h("span");
      const tick = () => {
        const seconds = Math.max(0, Math.round((ends - performance.now()) / 1000));
        left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      };
      tick();
      timer = setInterval(tick, 1000);
      buttons = [again(), cancel()];
      const picture = h("div", { class: "nbauth-qr", role: "img", "aria-label": "QR code of the page to sign in at" });
      picture.innerHTML = device.qr; // made by the kernel: paths, no text
      return [paragraph("On any device, open ", link(device.uri, device.uri), " and type this code:"),
        h("p", { class: "nbauth-device" }, device.code), device.qr ? picture : null,
        device.hint ? h("p", { class: "nbauth-help" }, device.hint) : null,
        paragraph(...(device.complete ? [link(device.complete, "Open it with the code"), ". "] : []), "Time left: ", left),
        row(...buttons)].filter(Boolean);
    }

    function start({ has, far }) {
      // The kernel may be near itself and far from this page: then the page's own address says so.
      const isElsewhere = /^https?:$/.test(location.protocol) && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(location.hostname);
      const remote = Boolean(far) || isElsewhere;
      const codeFirst = has.device && (remote || !has.browser);
      const main = { class: "nbauth-main" };
      const browser = has.browser
        ? button("Sign in with a browser", ask("browser", "asking the server …"), codeFirst ? {} : main) : null;
      const code = has.device
        ? button("Use a code on another device", ask("device", "asking the server …"), codeFirst ? main : {}) : null;
      buttons = [...(codeFirst ? [code, browser] : [browser, code]), cancel()].filter(Boolean);
      const why = !has.browser && !has.device ? "The server offers no way to sign in that nbauth knows."
        : remote && codeFirst ? `The kernel runs elsewhere${far ? ` (${far})` : ""}: a code is the shortest way.`
        : remote ? `The kernel runs elsewhere${far ? ` (${far})` : ""}: the browser's last address has to be pasted.` : "";
      return [why ? h("p", { class: "nbauth-help" }, why) : null, row(...buttons)].filter(Boolean);
    }

    kernel.on("hello", (state) => {
      const isHere = box.contains(document.activeElement) || kernel.hadFocus;
      clearInterval(timer);
      field?.clear();
      field = null;
      status.say("");
      const { told, origin, issuer, scope, url, device } = state;
      title.textContent = told ? "Signed in" : `Sign in for ${origin}`;
      const at = told ? [] : [paragraph(issuer ? `At ${issuer}${scope ? `, and allow: ${scope}` : ""}.`
        : "Where, the API says.")];
      const parts = told ? signedIn(state) : url ? inBrowser(state) : device ? onDevice(state) : start(state);
      box.replaceChildren(title, ...at, ...parts, status.element);
      if (isHere) (box.querySelector("a, button") ?? box).focus?.();
    });
    return () => {
      clearInterval(timer);
      field?.clear();
    };
  }),
};
