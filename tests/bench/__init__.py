"""The benchmarks: ratios and delays measured in one run, on a throw-away cluster of their own.

`make bench` prints them; `make bench ARGS=--write` also writes docs/performance.md.
"""
