from consultation.participation import Participation


def participation(request):
    return {"participation": Participation(request)}
