"""How fast the portal is, as ratios against something outside, measured on one machine in one run.

`make bench` runs every benchmark here and writes `RESULTS.md`; `make bench ONLY=pages` runs one.
What must not come back (queries, staleness, weight) is held by tests, which look at no clock.
"""
