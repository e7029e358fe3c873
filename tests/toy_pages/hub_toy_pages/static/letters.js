document.body.dataset.letters = "here";
