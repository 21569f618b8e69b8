"""The Django project around an example: what every project has and the snippet leaves out."""
