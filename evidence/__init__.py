"""What was observed: one JSON file an example. Written by the tests, read by the docs."""
