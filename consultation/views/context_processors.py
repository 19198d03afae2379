from consultation.responding.participation import Participation


def participation(request):
    return {"participation": Participation(request)}
