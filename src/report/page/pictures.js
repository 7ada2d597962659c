function drawPicture(picture) {
  const slider = make("input", {
    type: "range", min: 0, max: 100, value: 50,
    "aria-label": `Before and after of ${picture.path}`,
  });
  const compare = make("div", { class: "compare" },
    make("img", { src: picture.before, alt: `${picture.path} before`, draggable: "false" }),
    make("img", { src: picture.after, alt: `${picture.path} after`, class: "after", draggable: "false" }),
    slider,
    make("span", { class: "handle" }),
    make("span", { class: "side first" }, "before"),
    make("span", { class: "side second" }, "after"));
  slider.addEventListener("input", () => {
    compare.style.setProperty("--split", slider.value + "%");
    slider.setAttribute("aria-valuetext", `${slider.value} % before`);
  });
  const change = make("span", {},
    `${showBytes(picture.original)} \u2192 ${showBytes(picture.optimized)}, `
    + `${showPercent(percentSaved(picture.original, picture.optimized))} smaller`);
  change.title = `${picture.original} \u2192 ${picture.optimized} bytes`;
  return make("figure", {}, compare,
    make("figcaption", {}, make("code", {}, picture.path), change));
}

function drawPictures() {
  if (data.pictures.length === 0) {
    return;
  }
  const place = section("pictures");
  place.querySelector(".note").textContent =
    (data.pictures.length === 1 ? "The biggest saving" : `The ${data.pictures.length} biggest savings`)
    + ", as thumbnails: they show colours and crops, but not what compression does to fine detail.";
  place.querySelector(".pictures").append(...data.pictures.map(drawPicture));
}
drawPictures();
