// Forms a bot answers with.

import { byId, el, freshId, slug } from "./dom.js";

/** Shows a form; `submit(values)` sends it and throws the reason when it is refused. */
export function showForm(form, submit) {
  const dialog = byId("modal");
  const back = document.activeElement;
  const inputs = (form.components ?? []).flatMap((holder) => {
    const input = holder.component ?? holder.components?.[0];
    return input ? [{ input, label: holder.label ?? input.label, about: holder.description }] : [];
  });
  const fields = inputs.map(({ input, label, about }) => {
    const id = freshId("input");
    const required = input.required !== false;
    const node = el(input.style === 2 ? "textarea" : "input", {
      id, required, minlength: input.min_length, maxlength: input.max_length ?? 4000, placeholder: input.placeholder, "data-testid": `input-${slug(input.custom_id)}`, rows: input.style === 2 ? "4" : undefined,
    });
    node.value = input.value ?? "";
    return { id: input.custom_id, node, block: el("div", {}, el("label", { for: id }, `${label}${required ? " (needed)" : ""}`), about && el("p", { class: "about" }, about), node) };
  });
  const said = el("p", { class: "error", role: "status" });
  const close = () => { dialog.close(); back?.focus(); };
  dialog.replaceChildren(el("form", {
    onsubmit: async (event) => {
      event.preventDefault();
      try {
        await submit(Object.fromEntries(fields.map(({ id, node }) => [id, node.value])));
        close();
      } catch (error) {
        said.textContent = error.message;
      }
    },
  }, el("h2", { id: "modal-title" }, form.title), fields.map((field) => field.block), said,
  el("div", { class: "row" }, el("button", { type: "submit", class: "style-1", "data-testid": "modal-submit" }, "Submit"), el("button", { type: "button", "data-testid": "modal-cancel", onclick: close }, "Cancel"))));
  dialog.showModal();
}
