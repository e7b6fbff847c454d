import httpx

from weather.model import Forecast

_http = httpx.AsyncClient(base_url="https://weather.example.com", timeout=5.0)


class WeatherServiceError(Exception):
    pass


async def fetch_forecast(place: str) -> Forecast | None:
    """The forecast for tomorrow; None for a place the service does not know."""
    try:
        response = await _http.get("/forecast", params={"place": place})
    except httpx.HTTPError as exc:
        raise WeatherServiceError(place) from exc
    if response.status_code == httpx.codes.NOT_FOUND:
        return None
    return Forecast(**response.json())
