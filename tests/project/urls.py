from django.urls import path

from tests.project import views

urlpatterns = [
    path("sql", views.sql),
    path("pool", views.pool),
    path("process", views.process),
]
handler500 = views.server_error
