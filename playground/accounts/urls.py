"""HTTP routes of accounts. Names of django-allauth (`account_login`, …) stay as they are there."""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.urls import include, path, re_path

from playground.accounts.views import invitations, people, sessions, teams

_own_patterns = [
    path("preferences/", people.preferences, name="preferences"),
    path("preferences/email/", people.change_email, name="change_email"),
    path("preferences/theme/", people.set_theme, name="set_theme"),
    path("team/", teams.team, name="team"),
    path("teams/<uuid:uuid>/", teams.detail, name="team_detail"),
    path("teams/<uuid:uuid>/name/", teams.rename, name="rename_team"),
    path("teams/<uuid:uuid>/leave/", teams.leave, name="leave_team"),
    path("teams/<uuid:uuid>/members/<uuid:user_uuid>/role/", teams.change_role, name="change_role"),
    path(
        "teams/<uuid:uuid>/members/<uuid:user_uuid>/remove/",
        teams.remove_member,
        name="remove_member",
    ),
    path("teams/<uuid:uuid>/invitations/", invitations.invite, name="invite"),
    path("invitations/<uuid:uuid>/revoke/", invitations.revoke, name="revoke_invitation"),
    path("invitation/<str:token>/", invitations.accept, name="accept_invitation"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/end-others/", sessions.end_other_sessions, name="end_other_sessions"),
    path("sessions/end-all/", sessions.end_all_sessions, name="end_all_sessions"),
    path("sessions/<int:pk>/end/", sessions.end_session, name="end_session"),
    path("link/<str:token>/", sessions.sign_in_link, name="sign_in_link"),
]

# Only those pages of django-allauth that this product has a use for.
_allauth_patterns = [
    path("login/", allauth_views.login, name="account_login"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("signup/", allauth_views.signup, name="account_signup"),
    path(
        "confirm-email/",
        allauth_views.email_verification_sent,
        name="account_email_verification_sent",
    ),
    re_path(
        r"^confirm-email/(?P<key>[-:\w]+)/$",
        allauth_views.confirm_email,
        name="account_confirm_email",
    ),
    path("password/change/", allauth_views.password_change, name="account_change_password"),
    path("password/set/", allauth_views.password_set, name="account_set_password"),
    path("password/reset/", allauth_views.password_reset, name="account_reset_password"),
    path(
        "password/reset/done/",
        allauth_views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

urlpatterns = [
    path("", include((_own_patterns, "accounts"))),
    path("", include(_allauth_patterns)),
]
