"""HTTP routes of batches."""

from __future__ import annotations

from django.urls import path

from playground.batches import views

app_name = "batches"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("template.csv", views.template_csv, name="template_csv"),
    path("from-prompt/", views.from_prompt, name="from_prompt"),
    path("from-prompt/create/", views.create_from_prompt, name="create_from_prompt"),
    path("from-prompt/template.csv", views.from_prompt_csv, name="from_prompt_csv"),
    path("<uuid:uuid>/", views.detail, name="detail"),
    path("<uuid:uuid>/rename/", views.rename, name="rename"),
    path("<uuid:uuid>/share/", views.share, name="share"),
    path("<uuid:uuid>/file/", views.file, name="file"),
    path("<uuid:uuid>/layout/", views.layout, name="layout"),
    path("<uuid:uuid>/mapping/", views.mapping, name="mapping"),
    path("<uuid:uuid>/call/", views.call, name="call"),
    path("<uuid:uuid>/preview/", views.preview, name="preview"),
    path("<uuid:uuid>/check/", views.check, name="check"),
    path("<uuid:uuid>/faults/", views.faults, name="faults"),
    path("<uuid:uuid>/faults.csv", views.faults_csv, name="faults_csv"),
    path("<uuid:uuid>/try/", views.try_rows, name="try"),
    path("<uuid:uuid>/estimate/", views.estimate, name="estimate"),
    path("<uuid:uuid>/reopen/", views.reopen, name="reopen"),
    path("<uuid:uuid>/start/", views.start, name="start"),
    path("<uuid:uuid>/pause/", views.pause, name="pause"),
    path("<uuid:uuid>/resume/", views.resume, name="resume"),
    path("<uuid:uuid>/stop/", views.stop, name="stop"),
    path("<uuid:uuid>/retry-failed/", views.retry_failed, name="retry_failed"),
    path("<uuid:uuid>/pace/", views.pace, name="pace"),
    path("<uuid:uuid>/duplicate/", views.duplicate, name="duplicate"),
    path("<uuid:uuid>/run-again/", views.run_again, name="run_again"),
    path("<uuid:uuid>/delete/", views.delete, name="delete"),
    path("<uuid:uuid>/restore/", views.restore, name="restore"),
    path("<uuid:uuid>/rows/", views.rows, name="rows"),
    path("<uuid:uuid>/rows/<int:index>/", views.row, name="row"),
    path("<uuid:uuid>/download/", views.download, name="download"),
    path("<uuid:uuid>/rows/<int:index>/images/<int:number>/", views.row_image, name="row_image"),
]
