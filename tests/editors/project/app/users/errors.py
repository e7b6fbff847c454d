class UserAlreadyExistsError(Exception):
    """A user with this address is registered already."""
