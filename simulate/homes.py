"""Where the invented customers are at home: name, zone, support region.

Their places carry every kind of zone: whole, half and quarter hours, both hemispheres, clock
changes on Sundays and Fridays, by half an hour, and none at all.
"""

from __future__ import annotations

from typing import NamedTuple

from simulate.chance import Chance


class Home(NamedTuple):
    """A customer's name and the place by which its days are counted."""

    name: str
    time_zone: str
    support_region: str


# The first places are those of the customers with a story (customers.ROLES), in that order.
HOMES = (
    Home("Harrowgate Insurance", "Europe/London", "GB-ENG"),
    Home("Calderbrook Shipping", "Europe/London", "GB-ENG"),
    Home("Lindqvist Paper", "Europe/Stockholm", "SE"),
    Home("Kestrel Bay Energy", "America/St_Johns", "CA-NL"),
    Home("Isarwerk Antriebe", "Europe/Berlin", "DE-BY"),
    Home("Najd Water Company", "Asia/Riyadh", "SA"),
    Home("Nordlys Apotek", "Europe/Oslo", "NO"),
    Home("Tamborine Foods", "Australia/Sydney", "AU-NSW"),
    Home("Manila Bay Contact Services", "Asia/Manila", "PH"),
    Home("Delaware Crown Freight", "America/New_York", "US-NY"),
    Home("Ponte Vecchio Moda", "Europe/Rome", "IT"),
    Home("Sagarmatha Telecom", "Asia/Kathmandu", "NP"),
    Home("Blue Mesa Hospitals", "America/Denver", "US-CO"),
    Home("Spreeblick Verlag", "Europe/Berlin", "DE-BE"),
    Home("Karoo Copper", "Africa/Johannesburg", "ZA"),
    Home("Sahyadri Motors", "Asia/Kolkata", "IN-MH"),
    Home("Barossa Mutual", "Australia/Adelaide", "AU-SA"),
    Home("Rangitoto Ferries", "Pacific/Auckland", "NZ-AUK"),
    Home("Nileview Cement", "Africa/Cairo", "EG"),
    Home("Mistral Assurances", "Europe/Paris", "FR"),
    Home("Cordillera Vinos", "America/Santiago", "CL"),
    Home("Pacific Grove Analytics", "America/Los_Angeles", "US-CA"),
    Home("Lorne Valley Distillers", "Europe/London", "GB-SCT"),
    Home("Atlas Phosphate Works", "Africa/Casablanca", "MA"),
    Home("Shinkai Robotics", "Asia/Tokyo", "JP"),
    Home("Maplewood Credit Union", "America/Toronto", "CA-ON"),
    Home("Paulista Celulose", "America/Sao_Paulo", "BR-SP"),
    Home("Rigi Präzision", "Europe/Zurich", "CH-ZH"),
    Home("Straits Cargo Holdings", "Asia/Singapore", "SG"),
    Home("Prairie Link Railways", "America/Chicago", "US-IL"),
    Home("Hanse Kontor Logistik", "Europe/Berlin", "DE"),
    Home("Chatham Rise Fisheries", "Pacific/Chatham", "NZ-CIT"),
    Home("Vistula Steel", "Europe/Warsaw", "PL"),
    Home("Lusitana Cortiça", "Europe/Lisbon", "PT"),
    Home("Saimaa Timber", "Europe/Helsinki", "FI"),
    Home("Howea Botanicals", "Australia/Lord_Howe", "AU-NSW"),
    Home("Victoria Peak Trading", "Asia/Hong_Kong", "HK"),
    Home("Salish Sea Ports", "America/Vancouver", "CA-BC"),
    Home("Castilla Solar", "Europe/Madrid", "ES-MD"),
    Home("Liffey Biologics", "Europe/Dublin", "IE"),
    Home("Rift Valley Teas", "Africa/Nairobi", "KE"),
    Home("Donau Klinikum", "Europe/Vienna", "AT"),
    Home("Sierra Madre Cerámica", "America/Mexico_City", "MX"),
    Home("Gulf Meridian Airways", "Asia/Dubai", "AE"),
    Home("Han River Semiconductors", "Asia/Seoul", "KR"),
    Home("Aloha Ridge Resorts", "Pacific/Honolulu", "US-HI"),
    Home("Altai Grain", "Asia/Almaty", "KZ"),
    Home("Continental Harvest", "America/New_York", "US"),
)

PLACES = ("Ashford", "Birchmere", "Corran", "Dunmore", "Elmstead", "Fernhill", "Glenloch",
          "Hollins", "Ironbridge", "Juniper", "Kilbride", "Larkfield", "Millbrook", "Northgate",
          "Oakhurst", "Penrose", "Quarry Hill", "Ravenscar", "Silverton", "Thornbury")  # fmt: skip
TRADES = ("Mutual", "Logistics", "Foods", "Energy", "Medical", "Retail", "Chemicals", "Media",
          "Engineering", "Pharma", "Textiles", "Airlines", "Bank", "Water")  # fmt: skip


def home(index: int, chance: Chance) -> Home:
    """The home of the customer of that index; past the listed ones, made up in the same places."""
    if index < len(HOMES):
        return HOMES[index]
    place = chance.one_of(HOMES)
    name = f"{chance.one_of(PLACES)} {chance.one_of(TRADES)} {index + 1}"
    return Home(name, place.time_zone, place.support_region)
