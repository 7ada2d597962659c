# SPDX-License-Identifier: Apache-2.0
"""The two lanes from JPEG to JPEG against each other: bytes, and what the eye sees of the loss.

Each image goes through either lane at the same quality, and both outputs are held against one
reference by butteraugli (Debian's libjxl-devtools). The reference is the picture decoded in full
and resampled in one step, by Lanczos 3 on gamma-encoded RGB in floats, rounded once: what both
lanes would make had they all the time in the world. Neither lane made it: Debian's libvips does,
and neither its code for floats nor what it leaves out is in one of the lanes.
`scripts/bench --lanes` calls this.
"""

import concurrent.futures
import json
import os
import statistics
import subprocess
import tempfile

import inputs
import machine
import side_bench
import workloads

LANES = ("planes", "libvips")
MEASURES = {"largest": "distance", "norm": "3-norm"}  # of butteraugli, as it names them
_SETS = (
    workloads.Workload("photographs", "the wallpapers that are JPEG, to 1600 px", edge=1600,
                       suffixes=(".jpg",)),
    workloads.Workload("small", "small JPEGs, to 128 px", edge=128, corpus="small",
                       suffixes=(".jpg",)),
)


def _run(argv):
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


def _converted(options, lane, staged, edge, output):
    """What pixherd says of each file that it saved."""
    argv = [options.pixherd, staged.folder, "-o", output, "--long-edge", str(edge),
            "--quality", str(workloads.QUALITY), "--lane", lane, "--json"]
    ran = subprocess.run(argv, capture_output=True, text=True, check=False)
    if ran.returncode not in (0, 1):  # 1: an image that the lane does not take
        raise SystemExit(f"lanes: {argv}: exit status {ran.returncode}\n{ran.stderr}")
    records = map(json.loads, ran.stdout.splitlines())
    return {os.path.basename(record["original_path"]): record["outputs"][0]
            for record in records if record["type"] == "file" and record["status"] == "saved"}


def _make_reference(source, size, folder):
    """In floats, since Debian's libvips resamples bytes less precisely than both lanes do."""
    upright, floats, reduced, rounded, reference = (
        os.path.join(folder, name) for name in ("1.v", "2.v", "3.v", "4.v", "reference.png"))
    _run(["vips", "autorot", source, upright])
    width, height = (int(_run(["vipsheader", "-f", side, upright])) for side in ("width", "height"))
    _run(["vips", "cast", upright, floats, "float"])
    _run(["vips", "reduce", floats, reduced, repr(width / size[0]), repr(height / size[1]),
          "--kernel", "lanczos3"])
    _run(["vips", "round", reduced, rounded, "rint"])
    _run(["vips", "cast", rounded, f"{reference}[strip]", "uchar"])
    return reference


def _distances(reference, picture):
    """butteraugli's largest difference anywhere, and its norm over the whole picture."""
    lines = _run(["butteraugli_main", reference, picture]).split()
    return {"largest": float(lines[0]), "norm": float(lines[2])}


def _compare(name, staged, outputs, folders):
    with tempfile.TemporaryDirectory(prefix="pixherd-lanes-") as folder:
        sizes = {(outputs[lane][name]["width"], outputs[lane][name]["height"]) for lane in LANES}
        if len(sizes) != 1:
            raise SystemExit(f"lanes: {name} has another size in each lane: {sizes}")
        reference = _make_reference(os.path.join(staged.folder, name), sizes.pop(), folder)
        return {"name": name, **{
            lane: {"bytes": outputs[lane][name]["size"],
                   **_distances(reference, os.path.join(folders[lane], name))} for lane in LANES}}


def _measure(options, workload):
    with tempfile.TemporaryDirectory(prefix="pixherd-lanes-") as temporary:
        corpora = {"wallpapers": options.corpus, "small": options.small_corpus}
        most = options.sample if workload.corpus == "small" else 0
        staged = inputs.stage(workload, corpora, os.path.join(temporary, "in"), most)
        folders = {lane: os.path.join(temporary, lane) for lane in LANES}
        outputs = {lane: _converted(options, lane, staged, workload.edge, folders[lane])
                   for lane in LANES}
        names = sorted(outputs["planes"].keys() & outputs["libvips"].keys())
        if not names:
            raise SystemExit(f"lanes: no image of {workload.name} was saved by both lanes")
        with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            images = list(pool.map(
                lambda name: _compare(name, staged, outputs, folders), names))
    return {"name": workload.name, "title": workload.title, "of": len(staged.paths),
            "images": images, **_summary(images)}


def _summary(images):
    means = {lane: {key: statistics.fmean(image[lane][key] for image in images)
                    for key in ("bytes", *MEASURES)} for lane in LANES}
    ratios = {key: [image["planes"][key] / image["libvips"][key] for image in images]
              for key in ("bytes", *MEASURES)}
    return {"means": means,
            "errors": {key: _error([image["planes"][key] - image["libvips"][key]
                                    for image in images]) for key in MEASURES},
            "median_ratios": {key: statistics.median(values) for key, values in ratios.items()},
            "better": {key: sum(value < 1 for value in ratios[key]) for key in MEASURES}}


def _error(differences):
    """The standard error of their mean: how far chance alone moves it."""
    return statistics.stdev(differences) / len(differences) ** 0.5 if len(differences) > 1 else 0


def _verdict(row, key):
    planes, libvips = (row["means"][lane][key] for lane in LANES)
    word = "met" if planes <= libvips else "missed"
    return f"{word}: {planes - libvips:+.3f}, standard error {row['errors'][key]:.3f}"


def _markdown(results):
    lines = ["# The lanes from JPEG to JPEG, at equal quality", "",
             f"Commit {results['commit']}, {results['started_on']}, quality {results['quality']}; "
             "written by `scripts/bench --lanes`.", "",
             "| Images | Measure | Planes, mean | libvips, mean | Median of ratios | Planes better in "
             "| The lane's mean is not worse |",
             "|---|---|--:|--:|--:|--:|---|"]
    for row in results["rows"]:
        count = len(row["images"])
        means = row["means"]
        lines.append(f"| {row['title']} ({count} of {row['of']}) | bytes "
                     f"| {means['planes']['bytes']:,.0f} | {means['libvips']['bytes']:,.0f} "
                     f"| {row['median_ratios']['bytes']:.3f} | | |")
        lines += [f"| | butteraugli, {title} | {means['planes'][key]:.3f} "
                  f"| {means['libvips'][key]:.3f} | {row['median_ratios'][key]:.3f} "
                  f"| {row['better'][key]} of {count} | {_verdict(row, key)} |"
                  for key, title in MEASURES.items()]
    return "\n".join(lines) + "\n"


def _options():
    parser = side_bench.parser("lanes", __doc__, [workload.name for workload in _SETS])
    parser.add_argument("--sample", type=int, default=100, metavar="N",
                        help="how many of the small JPEGs (100)")
    return parser.parse_args()


def main():
    options = _options()
    rows = [_measure(options, workload) for workload in _SETS
            if options.only in (None, workload.name)]
    results = {"commit": machine.commit(), "started_on": machine.today(),
               "quality": workloads.QUALITY, "rows": rows}
    print(_markdown(results))
    if options.only is None:
        side_bench.publish("lanes", results, _markdown(results))


if __name__ == "__main__":
    main()
