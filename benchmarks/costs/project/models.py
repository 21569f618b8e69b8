from django.db import models


class Item(models.Model):
    """A row that is looked up by its key."""

    name = models.TextField()

    class Meta:
        app_label = "project"
        managed = False
        db_table = "item"
