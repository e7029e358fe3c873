// Shows only the conditions that mean something for the chosen detail. The hub checks the rule itself.

const form = document.querySelector("[data-rule]");

function fit() {
  const subject = form.elements.subject.value;
  for (const choice of form.querySelectorAll("[data-fits]")) {
    const fits = choice.dataset.fits.split(" ").includes(subject);
    choice.hidden = !fits;
    if (!fits) choice.querySelector("input").checked = false;
  }
}

if (form) {
  form.elements.subject.addEventListener("change", fit);
  fit();
}
