// A row is [path, output, status, before, after, ms, worker, why].
const hasOutput = (row) => row[2] !== "failed" && row[2] !== "unprocessed";
const columns = [
  { title: "File", value: (row) => row[0], text: true },
  { title: "Status", value: (row) => row[2], text: true },
  { title: "Before", value: (row) => row[3], show: showBytes },
  { title: "After", value: (row) => row[4], show: showBytes, of: hasOutput },
  { title: "Saved", value: (row) => row[3] - row[4], show: showBytes, of: hasOutput },
  { title: "%", value: (row) => percentSaved(row[3], row[4]), show: showPercent, of: hasOutput },
  { title: "Time", value: (row) => row[5], show: showTime },
  { title: "Worker", value: (row) => row[6], show: (worker) => (worker < 0 ? "" : String(worker)) },
];
const kPage = 100;
const names = new Intl.Collator("en", { numeric: true });
const sorted = { column: 4, falling: true };
let shown = kPage;

const lastPart = (path) => path.slice(path.lastIndexOf("/") + 1);

function compareRows(a, b) {
  const column = columns[sorted.column];
  const order = column.text ? names.compare(column.value(a), column.value(b))
    : column.value(a) - column.value(b);
  return (sorted.falling ? -order : order) || names.compare(a[0], b[0]);
}

function drawRow(row) {
  const cells = columns.map((column, i) => {
    if (column.of && !column.of(row)) {
      return make("td", {}, "\u2013");
    }
    const value = column.value(row);
    const cell = make("td", {}, i === 0 ? make("code", {}, value) : column.show ? column.show(value) : value);
    if (column.show === showBytes) {
      cell.title = value.toLocaleString("en") + " bytes";
    }
    return cell;
  });
  if (row[1] !== "" && lastPart(row[1]) !== lastPart(row[0])) {
    cells[0].append(make("small", { class: "output" }, "\u2192 " + row[1]));
  }
  if (row[7] !== "") {
    cells[0].append(make("small", {}, row[7]));
  }
  return make("tr", { class: row[2] === "failed" ? "failed" : "" }, ...cells);
}

function drawTable(place) {
  const find = place.querySelector("input").value.toLowerCase();
  const status = place.querySelector("select").value;
  const rows = data.rows
    .filter((row) => (status === "" || row[2] === status) && row[0].toLowerCase().includes(find))
    .sort(compareRows);
  place.querySelector("tbody").replaceChildren(...rows.slice(0, shown).map(drawRow));
  place.querySelectorAll("th").forEach((head, i) => {
    if (i === sorted.column) {
      head.setAttribute("aria-sort", sorted.falling ? "descending" : "ascending");
    } else {
      head.removeAttribute("aria-sort");
    }
  });
  const kept = data.rows.length < data.listed
    ? `; of ${plural(data.listed, "file")} the page has the failures and the ${data.rows.length.toLocaleString("en")} biggest changes` : "";
  place.querySelector("output").textContent =
    (rows.length > shown ? `${shown.toLocaleString("en")} of ` : "") + plural(rows.length, "file") + kept;
  const more = place.querySelector(".more");
  more.hidden = rows.length <= shown;
}

function setUpTable() {
  if (data.rows.length === 0) {
    return;
  }
  const place = section("files");
  const redraw = () => drawTable(place);
  columns.forEach((column, i) => {
    const button = make("button", { type: "button" }, column.title);
    button.addEventListener("click", () => {
      sorted.falling = sorted.column === i ? !sorted.falling : !column.text;
      sorted.column = i;
      redraw();
    });
    place.querySelector("thead tr").append(make("th", { scope: "col" }, button));
  });
  const statuses = [...new Set(data.rows.map((row) => row[2]))].sort();
  place.querySelector("select").append(...statuses.map((status) => make("option", { value: status }, status)));
  const anew = () => {
    shown = kPage;
    redraw();
  };
  place.querySelector("input").addEventListener("input", anew);
  place.querySelector("select").addEventListener("change", anew);
  place.querySelector(".more").addEventListener("click", () => {
    shown += 5 * kPage;
    redraw();
  });
  redraw();
}
setUpTable();
