"""Fails where a test was skipped: a check that did not run is not green.

    no_skips.py REPORT.xml … [--but REASON …]

A skip whose reason begins with one of the words given by `--but` is named and let pass.
"""

import argparse
import sys
import xml.etree.ElementTree as ElementTree  # the reports are our own

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("reports", nargs="+")
parser.add_argument("--but", action="append", default=[], metavar="REASON")
options = parser.parse_args()

failed = False
for report in options.reports:
    cases = list(ElementTree.parse(report).iter("testcase"))  # noqa: S314  # as above
    if not cases:
        print(f"{report}: no test ran")
        failed = True
    for case in cases:
        for skipped in case.iter("skipped"):
            reason = skipped.get("message", "")
            allowed = any(reason.startswith(word) for word in options.but)
            failed = failed or not allowed
            print(f"{'skipped' if allowed else 'SKIPPED'} {case.get('classname')}::{case.get('name')}: {reason}")
sys.exit(failed)
