// Shows how much of a file has been sent. Without this module the form goes its ordinary way.
const form = document.querySelector("form[data-upload]");

function tell(text) {
  const problem = form.querySelector("[data-problem]");
  problem.textContent = text;
  problem.hidden = text === "";
}

function busy(is) {
  form.querySelector("[data-progress]").hidden = !is;
  form.querySelector("button").disabled = is;
}

function show(event) {
  const percent = Math.round((100 * event.loaded) / event.total);
  form.querySelector("progress").value = percent;
  form.querySelector("[data-words]").textContent = `${form.dataset.busy}: ${percent}%`;
}

function arrived(request) {
  if (request.status === 200 && request.responseURL !== form.action) {
    location.assign(request.responseURL);
    return;
  }
  const answer = new DOMParser().parseFromString(request.responseText, "text/html");
  document.querySelector("main").replaceWith(answer.querySelector("main"));
  document.querySelector("main").focus();
}

function send(event) {
  const file = form.elements.file.files[0];
  if (!file) return;
  event.preventDefault();
  tell("");
  if (file.size > Number(form.dataset.largest)) {
    tell(form.dataset.tooLarge);
    return;
  }
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", show);
  request.addEventListener("load", () => arrived(request));
  request.addEventListener("error", () => {
    busy(false);
    tell(form.dataset.failed);
  });
  request.open("POST", form.action);
  request.send(new FormData(form));
  busy(true);
}

if (form) {
  form.addEventListener("submit", send);
  // Some browsers keep the page as it was left; whoever comes back can use the form again.
  window.addEventListener("pageshow", () => busy(false));
  for (const kind of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(kind, () => form.classList.toggle("over", kind === "dragover"));
  }
}
