"""What each approach costs beside the others."""
