from django.urls import path

from tests.project import faults, orm, streaming, views

urlpatterns = [
    path("sql", views.sql),
    path("pool", views.pool),
    path("process", views.process),
    path("iterate", orm.iterate),
    path("count-up", orm.count_up),
    path("save", orm.save),
    path("repeat", orm.repeat),
    path("stream", streaming.stream),
    path("large", streaming.large),
    path("dawdle", streaming.dawdle),
    path("together", faults.together),
    path("crash", faults.crash),
    path("leak", faults.leak),
]
handler500 = views.server_error
