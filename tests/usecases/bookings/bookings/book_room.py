from datetime import datetime

from bookings.domain import Booking, Bookings, Room, RoomNotFound, Rooms, RoomTaken, RoomTooSmall


async def book_room(
    room_id: str,
    booked_by: str,
    starts_at: datetime,
    ends_at: datetime,
    guests: int,
    *,
    rooms: Rooms,
    bookings: Bookings,
) -> Booking:
    """Books a room for a time nobody else has it."""
    if ends_at <= starts_at:
        raise ValueError("a booking must end after it starts")
    room: Room | None = await rooms.find(room_id)
    if room is None:
        raise RoomNotFound(room_id)
    if guests > room.seats:
        raise RoomTooSmall(f"{room.seats} seats for {guests} guests")
    if await bookings.overlapping(room_id, starts_at, ends_at):
        raise RoomTaken(room_id)
    booking = Booking(room_id, booked_by, starts_at, ends_at, guests)
    await bookings.add(booking)
    return booking
