class EmailTakenError(Exception):
    pass
