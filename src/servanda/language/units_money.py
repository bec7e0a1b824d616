"""Signs and codes of money, the same in every language.

Codes are those of ISO 4217 in use, and the German mark of older texts. A sign that several
currencies share ("¥", "kr") names money without a code: none is guessed.

Main path: ``SIGNS``, ``CODES``.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CODES", "SIGNS"]

SIGNS: Mapping[str, str] = {
    "$": "USD", "us$": "USD", "u.s.$": "USD", "€": "EUR", "£": "GBP", "₽": "RUB", "₴": "UAH",
    "₺": "TRY", "₪": "ILS", "₩": "KRW", "₹": "INR", "₦": "NGN", "₫": "VND", "₾": "GEL", "₸": "KZT",
    "₼": "AZN", "₿": "XBT", "฿": "THB", "zł": "PLN", "c$": "CAD", "ca$": "CAD", "can$": "CAD",
    "a$": "AUD", "au$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "sg$": "SGD", "r$": "BRL",
    "nt$": "TWD", "mx$": "MXN", "¥": "", "￥": "", "kr": "", "rs": "", "rs.": "",
}  # fmt: skip
CODES = frozenset(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP "
    "BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DEM DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP "
    "GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS "
    "KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR "
    "MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF "
    "SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD "
    "TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XDR XOF XPF YER ZAR ZMW ZWL".split()
)
