"""What each approach does when something breaks: one cell is an approach and a fault."""
