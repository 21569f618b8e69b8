"""The project that is measured: two tables' worth of what every project does."""
