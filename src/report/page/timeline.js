function tickStep(total) {
  const rough = total / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
}

function drawAxis(total) {
  const axis = make("div", { class: "axis", "aria-hidden": "true" });
  const step = tickStep(total);
  for (let at = 0; at <= total * .97; at += step) {
    const tick = make("span", {}, at === 0 ? "0" : showTime(at));
    tick.style.left = (100 * at) / total + "%";
    axis.append(tick);
  }
  return axis;
}

function blockTip([begin, length, tasks, failed, name], worker) {
  const what = tasks === 1 ? name : plural(tasks, "file");
  const how = failed === 0 ? "" : tasks === 1 ? ", failed" : `, ${failed} failed`;
  return `${what}${how}: ${showTime(length)} from ${showTime(begin)} on, worker ${worker}`;
}

function drawLane(blocks, worker, total, summary) {
  const lane = make("svg", {
    viewBox: "0 0 1000 10", preserveAspectRatio: "none", role: "img",
    "aria-label": `Worker ${worker}: ${summary}`,
  });
  for (const block of blocks) {
    const [begin, length, , failed] = block;
    // A failure is the full height, so that it is told from the rest without its colour.
    const width = Math.max(failed > 0 ? 3 : .6, (1000 * length) / total);
    const bar = make("rect", {
      x: Math.min((1000 * begin) / total, 1000 - width).toFixed(2), width: width.toFixed(2),
      y: failed > 0 ? 0 : 1.5, height: failed > 0 ? 10 : 7,
      class: (failed > 0 ? "failed" : "") + (width > 6 ? " wide" : ""),
    });
    tips.set(bar, blockTip(block, worker));
    lane.append(bar);
  }
  return lane;
}

function drawTimeline() {
  const { lanes, resolution } = data.timeline;
  const total = data.wall;
  const blocks = lanes.reduce((sum, lane) => sum + lane.length, 0);
  if (blocks === 0 || total <= 0) {
    return;
  }
  const place = section("timeline");
  place.querySelector(".note").textContent = "Who did what when, in " + showTime(total) + "."
    + (resolution > 0 ? ` Neighbouring files are drawn as one; idle times below ${showTime(resolution)} may not be seen.` : "");
  const grid = place.querySelector(".lanes");
  grid.classList.toggle("many", lanes.length > 16);
  lanes.forEach((lane, worker) => {
    const done = data.workers[worker] || { tasks: 0, busy: 0 };
    const summary = `${plural(done.tasks, "file")}, ${Math.min(100, Math.round((100 * done.busy) / total))} % busy`;
    grid.append(make("span", { class: "who" }, String(worker)), drawLane(lane, worker, total, summary),
      make("span", { class: "sum" }, summary));
  });
  grid.append(drawAxis(total));
}
drawTimeline();
