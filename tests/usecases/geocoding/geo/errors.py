class AddressNotFound(Exception):
    pass


class GeocodingUnavailable(Exception):
    pass


class ProviderError(Exception):
    """What a provider answers when it does not answer."""


class QuotaExceeded(ProviderError):
    pass
