"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const errors = [...document.querySelectorAll("details.error")];
  const shown = document.getElementById("shown");
  const keys = ["kind", "style", "wanted", "given"];
  const apply = () => {
    const text = form.elements.text.value.trim().toLowerCase();
    let count = 0;
    for (const error of errors) {
      const fits = keys.every((key) => !form.elements[key].value || error.dataset[key] === form.elements[key].value)
        && (!text || error.textContent.toLowerCase().includes(text));
      error.hidden = !fits;
      if (fits) count += 1;
    }
    shown.textContent = `${count} of ${errors.length} errors`;
  };
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  for (const link of document.querySelectorAll("table.matrix a")) {
    link.addEventListener("click", () => {
      form.reset();
      form.elements.wanted.value = link.dataset.wanted;
      form.elements.given.value = link.dataset.given;
      apply();
    });
  }
  apply();
})();
