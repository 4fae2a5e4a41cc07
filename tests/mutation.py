"""Changes the rules of triage and assertion in places drawn at random, and counts the changes that the tests notice.

``python tests/mutation.py N SEED`` works in a copy under ``build``; what the tests missed is listed with its difference.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = (
    *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "nlp/lipcheck/triage").glob("[!_]*.py"))),
    *(f"nlp/lipcheck/components/{name}.py" for name in ("assertion", "cues", "status")),
)
# Those that read these modules, the quickest first: the first that fails ends the run. All together take far less than the timeout,
# which counts as noticed.
TESTS = " ".join(
    f"tests/test_{name}"
    for name in (
        "urgency.py", "advice.py", "features.py", "alarm.py", "conditions.py", "rules.py", "red_flags.py", "assertion.py", "timeline.py",
        "hearsay.py", "analyzer.py", "explanation.py", "model.py", "gold.py", "classifier.py", "pairs.py",
        "triage.py::test_what_a_change_was_seen_to_hide_or_make_up_is_recognised", "messages.py",
    )
)  # fmt: skip
CONFIG = f"""[cosmic-ray]
module-path = {list(MODULES)}
timeout = 600.0
test-command = "{sys.executable} -m pytest -x -q -p no:cacheprovider {TESTS}"
[cosmic-ray.distributor]
name = "local"
[cosmic-ray.filters.operators-filter]
exclude-operators = ["core/ReplaceBinaryOperator_BitOr_.*"]
"""


def main(wanted: int, seed: int) -> None:
    copy = ROOT / "build" / f"mutation-{seed}"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(
        ROOT, copy, ignore=shutil.ignore_patterns("build", "dist", ".*", "__pycache__", "*.egg-info"), symlinks=True
    )
    (copy / "mutation.toml").write_text(CONFIG)

    def cosmic_ray(*args: str) -> str:
        env = os.environ | {"PYTHONPATH": f"{copy / 'nlp'}:{copy}"}
        command = [str(Path(sys.executable).parent / args[0]), *args[1:]]
        return subprocess.run(command, cwd=copy, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout

    cosmic_ray("cosmic-ray", "baseline", "mutation.toml")  # raises where the tests fail without a change
    cosmic_ray("cosmic-ray", "init", "mutation.toml", "mutation.sqlite")
    # nearly every "|" is one of a type, which nothing evaluates
    cosmic_ray("cr-filter-operators", "mutation.sqlite", "mutation.toml")
    with sqlite3.connect(copy / "mutation.sqlite") as session:
        # by their place, since ids are new in each run
        open_jobs = (
            "SELECT job_id FROM mutation_specs WHERE job_id NOT IN (SELECT job_id FROM work_results)"
            " ORDER BY module_path, operator_name, occurrence"
        )
        jobs = [job for (job,) in session.execute(open_jobs)]
        session.execute("DELETE FROM mutation_specs WHERE job_id IN (SELECT job_id FROM work_results)")
        session.execute("DELETE FROM work_items WHERE job_id IN (SELECT job_id FROM work_results)")
        session.execute("DELETE FROM work_results")
        drawn = set(random.Random(seed).sample(jobs, min(wanted, len(jobs))))
        for table in ("mutation_specs", "work_items"):
            session.executemany(f"DELETE FROM {table} WHERE job_id = ?", [(job,) for job in jobs if job not in drawn])
    cosmic_ray("cosmic-ray", "exec", "mutation.toml", "mutation.sqlite")
    print(cosmic_ray("cr-report", "--show-diff", "--surviving-only", "mutation.sqlite"))
    print(f"{len(drawn)} of {len(jobs)} places, missed (%):", cosmic_ray("cr-rate", "mutation.sqlite"))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
