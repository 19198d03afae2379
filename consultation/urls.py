from django.urls import path

from consultation.views import (
    amendment,
    bounces,
    comments,
    consultations,
    equality,
    following,
    invitations,
    paper_form,
    questions,
    receipts,
    responding,
    resume_link,
)

app_name = "consultation"

respond = "consultations/<slug:slug>/respond/"

urlpatterns = [
    path("mail/bounces/", bounces.bounces, name="bounces"),
    path("follow/", following.follow, name="follow"),
    path("follow/asked/", following.asked, name="asked_to_follow"),
    path("follow/<slug:token>/", following.follower, name="follower"),
    path("follow/<slug:token>/stop/", following.stop, name="stop_following"),
    path("forget/", resume_link.forget_all, name="forget_all"),
    path("consultations/", consultations.consultation_list, name="list"),
    path("consultations/<slug:slug>/", consultations.detail, name="detail"),
    path(
        "consultations/<slug:slug>/response-form.pdf",
        paper_form.response_form,
        name="response_form",
    ),
    path("consultations/<slug:slug>/equality/", equality.questions, name="equality"),
    path("consultations/<slug:slug>/equality/thanks/", equality.thanks, name="equality_thanks"),
    path(respond, responding.overview, name="respond"),
    path(f"{respond}comment/", comments.new_comment, name="comment"),
    path(f"{respond}comment/<int:pk>/", comments.change_comment, name="change_comment"),
    path(f"{respond}comment/<int:pk>/remove/", comments.remove_comment, name="remove_comment"),
    path(f"{respond}questions/", questions.questions, name="questions"),
    path(f"{respond}about-you/", responding.about_you, name="about_you"),
    path(f"{respond}check/", responding.check, name="check"),
    path(f"{respond}continue/", responding.resume_without_token),
    path(f"{respond}continue/<slug:token>/", responding.resume, name="resume"),
    path(f"{respond}leave/", amendment.leave, name="leave"),
    path(f"{respond}forget/", resume_link.forget_here, name="forget_here"),
    path(f"{respond}link/", resume_link.send_link, name="send_link"),
    path(f"{respond}link/sent/", resume_link.link_sent, name="link_sent"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("receipts/<slug:token>/", receipts.receipt, name="receipt"),
    path("receipts/<slug:token>/copy.txt", receipts.receipt_copy, name="receipt_copy"),
    path("receipts/<slug:token>/change/", amendment.change, name="change"),
    path("receipts/<slug:token>/withdraw/", amendment.withdraw_response, name="withdraw"),
]
