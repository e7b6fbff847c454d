import enum
from dataclasses import dataclass
from typing import Protocol


class Status(enum.Enum):
    NEW = enum.auto()
    ASSIGNED = enum.auto()
    RESOLVED = enum.auto()
    CLOSED = enum.auto()


class Action(enum.Enum):
    ASSIGN = "assign"
    RESOLVE = "resolve"
    REOPEN = "reopen"


class TicketError(Exception):
    """What the help desk does not do."""


class TransitionNotAllowed(TicketError):
    def __init__(self, status: Status, action: Action) -> None:
        super().__init__(f"cannot {action.value} a ticket that is {status.name.lower()}")
        self.status = status
        self.action = action


class TicketNotFound(TicketError):
    pass


@dataclass
class Ticket:
    id: int
    subject: str
    status: Status = Status.NEW
    assignee: str | None = None


class TicketStore(Protocol):
    async def fetch(self, ticket_id: int) -> Ticket | None: ...

    async def write(self, ticket: Ticket) -> None: ...


async def handle_ticket(ticket_id: int, action: Action, agent: str, tickets: TicketStore) -> Status:
    ticket = await tickets.fetch(ticket_id)
    if ticket is None:
        raise TicketNotFound(ticket_id)
    match (ticket.status, action):
        case (Status.NEW | Status.ASSIGNED, Action.ASSIGN):
            ticket.assignee = agent
            ticket.status = Status.ASSIGNED
        case (Status.ASSIGNED, Action.RESOLVE) if ticket.assignee == agent:
            ticket.status = Status.RESOLVED
        case (Status.RESOLVED, Action.REOPEN):
            ticket.status = Status.ASSIGNED
        case (status, _):
            raise TransitionNotAllowed(status, action)
    await tickets.write(ticket)
    return ticket.status
