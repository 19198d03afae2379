"""What somebody does who responds: a draft, answers, sending it, changing it later."""
