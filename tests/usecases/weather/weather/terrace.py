"""Whether the terrace of a restaurant opens tomorrow."""

from weather.client import WeatherServiceError, fetch_forecast
from weather.model import Advice, ForecastNotAvailable, UnknownPlace

HOT = 30.0
STORM_KMH = 60


async def advise_terrace(place: str) -> Advice:
    try:
        forecast = await fetch_forecast(place)
    except WeatherServiceError as exc:
        raise ForecastNotAvailable(place) from exc
    if forecast is None:
        raise UnknownPlace(place)
    if forecast.rain or forecast.wind_kmh >= STORM_KMH:
        return "close"
    if forecast.celsius > HOT:
        return "shade"
    return "open"
