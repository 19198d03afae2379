def participation(request):
    return {"participation": None}
