from django.urls import path

from tests.project import orm, views

urlpatterns = [
    path("sql", views.sql),
    path("pool", views.pool),
    path("process", views.process),
    path("iterate", orm.iterate),
    path("count-up", orm.count_up),
    path("repeat", orm.repeat),
]
handler500 = views.server_error
