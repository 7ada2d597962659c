# SPDX-License-Identifier: Apache-2.0
"""Runs of one workload: every tool on the same inputs, into the same, each time new, folder."""

import contextlib
import json
import os
import shutil

import aside
import caches
import measure
import outputs
import tools
from workloads import FLOOR


class Session:
    def __init__(self, workload, inputs, temporary):
        self._workload = workload
        self._inputs = inputs
        self._temporary = temporary
        self._output = os.path.join(temporary, "out")
        self._log = os.path.join(temporary, "log")
        self._home = os.path.join(temporary, "home")
        self.cold_by = ""  # how the page cache was dropped, where it was

    def variants(self, tool):
        return tool.variants(self._workload, self._inputs, self._output)

    def time(self, tool, variant):
        """The timing and what the outputs amount to."""
        with self._clean_folders():
            if self._workload.cold:
                self.cold_by = caches.drop(self._inputs.folder, variant.argv)
            timing = measure.timed(variant.argv, self._environment(variant), self._log)
            if tool.name == FLOOR:
                return self._floor(timing)
            return timing, outputs.check(self._inputs, self._output, self._workload)

    def peak_memory(self, variant, period_s):
        with self._clean_folders():
            return measure.peak_memory(
                variant.argv, self._environment(variant), self._log, period_s)

    def _floor(self, timing):
        """What the program says of itself: as if its work were spread evenly over all cores."""
        with open(self._log, encoding="utf-8") as file:
            said = json.load(file)
        if said["files"] != len(self._inputs.paths):
            raise measure.RunFailed(f"{FLOOR}: {said['files']} files done")
        wall = said["cpu"] / tools.cores()
        if self._workload.floor_counts_longest:
            wall = max(wall, said["longest_cpu"])
        return measure.Timing(wall, said["cpu"], 0.0, timing.peak_rss), said

    def _environment(self, variant):
        """Nothing from the caller that could tune or configure one of the tools."""
        return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": self._home,
                **variant.environment}

    @contextlib.contextmanager
    def _clean_folders(self):
        for folder in (self._output, self._home):
            os.mkdir(folder)
        try:
            measure.write_back(self._output)
            yield
        finally:
            aside.put(self._output, self._temporary)
            shutil.rmtree(self._home, ignore_errors=True)
