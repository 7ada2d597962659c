function drawHistogram() {
  const { larger, bins } = data.histogram;
  const most = Math.max(larger, ...bins);
  if (most === 0) {
    return;
  }
  // On a narrow screen the same drawing is shown smaller, so its texts are larger.
  const narrow = window.innerWidth < 640;
  const width = 1000, top = narrow ? 40 : 20, bottom = narrow ? 400 : 200, side = 2;
  const columns = larger > 0 ? [{ count: larger, label: "larger", larger: true }] : [];
  bins.forEach((count, i) => columns.push({ count, label: `${i * 5} to ${i * 5 + 5} % smaller` }));
  const step = width / columns.length;
  const chart = make("svg", {
    viewBox: `0 0 ${width} ${bottom + (narrow ? 44 : 24)}`, role: "img",
    class: narrow ? "wide" : "",
    "aria-label": columns.filter((c) => c.count > 0)
      .map((c) => `${plural(c.count, "file")} ${c.label}`).join(", "),
  });
  chart.append(make("line", { x1: 0, x2: width, y1: bottom + .5, y2: bottom + .5 }));
  columns.forEach((column, i) => {
    const height = column.count === 0 ? 0 : Math.max(2, ((bottom - top) * column.count) / most);
    const x = i * step + side;
    const bar = make("rect", {
      x, y: bottom - height, width: step - 2 * side, height, rx: 2,
      class: column.larger ? "larger" : "",
    });
    const hit = make("rect", { class: "hit", x: i * step, y: 0, width: step, height: bottom });
    tips.set(hit, `${plural(column.count, "file")} ${column.label}`);
    chart.append(bar, hit);
    if (column.count > 0 && !(narrow && most > 99)) {
      chart.append(make("text", { x: x + step / 2 - side, y: bottom - height - 6, "text-anchor": "middle" },
        column.count.toLocaleString("en")));
    }
  });
  const shift = larger > 0 ? 1 : 0;
  for (let percent = 0; percent <= 100; percent += 20) {
    chart.append(make("text", {
      x: (percent / 5 + shift) * step, y: bottom + (narrow ? 36 : 18),
      "text-anchor": percent === 100 ? "end" : percent === 0 && shift === 0 ? "start" : "middle",
    }, percent + " %"));
  }
  section("savings").querySelector(".chart").replaceChildren(chart);
}
drawHistogram();
window.matchMedia("(max-width: 639px)").addEventListener("change", drawHistogram);
