import Reports

extension ModelPage {
  static let style =
    PageStyle.css + """
      form{margin:20px 0}
      label{display:block;color:var(--soft);font-size:14px;margin-bottom:4px}
      textarea{display:block;width:100%;min-height:6em;padding:12px;font:inherit;color:inherit;\
      background:var(--panel);border:1px solid var(--soft);border-radius:8px;resize:vertical}
      button{margin-top:10px;padding:8px 20px;font:inherit;font-weight:600;color:var(--ground);\
      background:var(--accent);border:0;border-radius:8px;cursor:pointer}
      textarea:focus-visible,button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
      #judgement{font-size:26px;margin:24px 0 4px}
      #answer.stale{opacity:.6}
      .bars{min-width:0;width:100%;max-width:560px}
      .bars th,.bars td{border:0;padding:3px 12px 3px 0;vertical-align:middle}
      .bars .n{width:1%}
      .bars .chosen th{font-weight:650}
      .bars td:last-child{width:62%}
      .bars svg{display:block;width:100%;height:12px}
      .bars .rest{fill:var(--line)}
      .bars .part{fill:var(--accent)}
      .notice{border-inline-start:3px solid #c2410c;background:var(--panel);padding:10px 14px}

      """

  /// Asks again a moment after each change; what is typed meanwhile makes the older question void.
  static let script = """
    "use strict";
    (() => {
      const form = document.forms[0];
      const box = form.elements.text;
      const place = document.getElementById("answer");
      let timer = 0;
      let pending = null;

      const ask = async () => {
        clearTimeout(timer);
        if (pending) pending.abort();
        if (box.value.trim() === "") {
          place.textContent = "";
          return;
        }
        const mine = new AbortController();
        pending = mine;
        place.classList.add("stale");
        try {
          const reply = await fetch("/answer", {
            method: "POST",
            body: new URLSearchParams({ text: box.value }),
            signal: mine.signal,
          });
          const markup = await reply.text();
          const isOpen = place.querySelector("details[open]") !== null;
          place.innerHTML = markup;
          const details = place.querySelector("details");
          if (isOpen && details) details.open = true;
          place.classList.remove("stale");
        } catch (failure) {
          if (failure.name === "AbortError") return;
          place.textContent = "The model does not answer. Is the server still running?";
          place.classList.remove("stale");
        }
      };

      box.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(ask, 250);
      });
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        ask();
      });
    })();

    """
}
