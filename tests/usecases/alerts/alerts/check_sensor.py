"""Watches the cold rooms; the collaborators are plain functions."""

from alerts.types import Alert, CallOut, Level, Publish, ReadSensor

WARM = 4.0
TOO_WARM = 8.0


class SensorSilent(Exception):
    pass


async def check_sensor(sensor: str, read: ReadSensor, publish: Publish, call_out: CallOut) -> Level:
    reading = await read(sensor)
    if reading is None:
        raise SensorSilent(sensor)
    if reading.celsius < WARM:
        return Level.INFO
    level = Level.CRITICAL if reading.celsius >= TOO_WARM else Level.WARNING
    alert = Alert(sensor, level, reading.celsius)
    await publish("alerts", alert)
    if level is Level.CRITICAL:
        call_out(alert)
    return level
