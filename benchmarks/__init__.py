"""What this project costs, measured: the results are in evidence/benchmarks/."""
