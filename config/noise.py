"""The noise that the settings ask for, or none."""

from __future__ import annotations

from importlib import import_module

from config.settings import Settings, SettingsError
from reporting.noise import Noise, NoiseTerms


def noise_terms(settings: Settings) -> NoiseTerms | None:
    """The terms under which the next release is drawn; None when its figures will be exact."""
    if settings.privacy.noise == "none":
        return None
    return NoiseTerms.of(settings.privacy.epsilon_per_year, settings.window_weeks)


def noise_of(settings: Settings) -> Noise | None:
    """What draws the noise of a release; None when its figures are exact.

    OpenDP is large and an optional part: it is loaded here, and only when it is asked for. Raises
    SettingsError with the mend when it is not installed.
    """
    terms = noise_terms(settings)
    if terms is None:
        return None
    try:
        module = import_module("reporting.opendp_noise")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "opendp":
            raise
        raise SettingsError(
            f'The setting privacy.noise is "{settings.privacy.noise}", and OpenDP, which draws the noise, is '
            'not installed. Install it with `pip install "havre[noise]"`, or set privacy.noise = "none".'
        ) from None
    noise: Noise = module.opendp_noise(terms)
    return noise
