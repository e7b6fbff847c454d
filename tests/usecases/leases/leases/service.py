"""Letting flats; the session is the only collaborator."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from leases.models import Flat, Lease


class FlatNotFound(LookupError):
    pass


class FlatNotForRent(Exception):
    pass


class FlatAlreadyLet(Exception):
    def __init__(self, flat_id: int, lease_id: int) -> None:
        super().__init__(f"flat {flat_id} is let by lease {lease_id}")
        self.lease_id = lease_id


async def let_flat(session: AsyncSession, flat_id: int, tenant: str, starts_on: date) -> Lease:
    flat = await session.get(Flat, flat_id)
    if flat is None:
        raise FlatNotFound(flat_id)
    if not flat.for_rent:
        raise FlatNotForRent(flat_id)
    running = await session.scalar(select(Lease).where(Lease.flat_id == flat_id, Lease.ends_on.is_(None)))
    if running is not None:
        raise FlatAlreadyLet(flat_id, running.id)
    lease = Lease(flat_id=flat_id, tenant=tenant.strip(), starts_on=starts_on, ends_on=None)
    session.add(lease)
    await session.commit()
    return lease
