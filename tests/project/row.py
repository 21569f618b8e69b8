"""The table that views of the ORM read."""

from django.db import models


class Row(models.Model):
    """A row of a table that the test makes."""

    number = models.IntegerField(default=0)

    class Meta:
        app_label = "tests"
        db_table = "example_rows"
