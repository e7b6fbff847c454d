class AppointmentNotFound(Exception):
    pass


class DoctorNotAvailable(Exception):
    pass


class SlotTaken(Exception):
    pass


class NotRequested(Exception):
    pass
