"""Names for people who do not exist, as they are heard on a Dutch schoolyard."""

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """Names that go together: `weight` is how many families in a hundred have them."""

    weight: int
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    families: tuple[tuple[str | None, str], ...]
    """Prefix and last name."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


DUTCH = Names(
    weight=64,
    girls=_words(
        "Emma Julia Mila Tess Sophie Zoë Sara Nora Yara Eva Lotte Fenna Noor Saar Lieke Roos Anna Fleur Isa Lynn "
        "Maud Jasmijn Floor Evi Puck Loïs Renée Sanne Linde Pien Anne-Fleur Femke Hanna Vera Merel Iris"
    ),
    boys=_words(
        "Noah Levi Luca Sem Daan Lucas Finn Liam Milan James Bram Mees Thijs Sam Teun Guus Jesse Max Boaz Gijs "
        "Hugo Daniël Noël Jan-Willem Tijn Stijn Ruben Lars Cas Jurre Siem Mats Olaf Joris Pepijn Wouter"
    ),
    families=(
        *((None, name) for name in _words("Jansen Bakker Visser Smit Meijer Mulder Bos Vos Peters Hendriks Dekker")),
        *((None, name) for name in _words("Brouwer Dijkstra Kuipers Post Schouten Willems Hoekstra Koster Prins")),
        *((None, name) for name in _words("Huisman Scholten Postma Veenstra Kramer Noordhoek Blom Bosman")),
        *(("de", name) for name in _words("Vries Jong Groot Boer Bruijn Haan Wit Graaf Koning Ruiter")),
        *(("van", name) for name in _words("Dijk Leeuwen Dam Vliet Beek Loon Doorn Schaik")),
        *(("van den", name) for name in _words("Berg Brink Bosch Heuvel Broek")),
        *(("van der", name) for name in _words("Meer Linden Heijden Veen Wal Horst")),
        *(("van 't", name) for name in ("Hof", "Hek", "Veld", "Schip")),
        ("in 't", "Veld"),
        ("op den", "Kamp"),
        ("ten", "Brinke"),
        ("ter", "Horst"),
        ("'t", "Hart"),
        (None, "Coöperberg"),
        (None, "Smit-de Vries"),
    ),
)
TURKISH = Names(
    weight=10,
    girls=_words("Elif Zeynep Defne Azra Nehir Ecrin Ayşe Gökçe Büşra Meryem Sümeyye Ela"),
    boys=_words("Emir Yusuf Ömer Mustafa Kerem Eymen Çınar Doğan Umut Işık Hamza Ali"),
    families=tuple(
        (None, name) for name in _words("Yılmaz Kaya Demir Çelik Şahin Öztürk Aydın Yıldız Arslan Koç Güneş Özdemir")
    ),
)
MOROCCAN = Names(
    weight=9,
    girls=_words("Fatima Aya Salma Noor Hafsa Inaya Malak Yasmina Imane Safiya Assia Lina"),
    boys=_words("Mohamed Adam Ilyas Amine Bilal Rayan Ayoub Zakaria Soufiane Anas Younes Ismaïl"),
    families=(
        *((None, name) for name in _words("Bouali Amrani Benali Haddou Azzouzi Tahiri")),
        *(("el", name) for name in _words("Idrissi Khattabi Yousfi")),
        ("ben", "Moussa"),
    ),
)
POLISH = Names(
    weight=6,
    girls=_words("Zuzanna Maja Hanna Oliwia Zofia Małgorzata Alicja Łucja"),
    boys=_words("Jakub Antoni Szymon Filip Łukasz Michał Kacper Wojciech"),
    families=tuple((None, name) for name in _words("Nowak Kowalski Wójcik Kamiński Zieliński Dąbrowski Król Wróbel")),
)
SURINAMESE = Names(
    weight=6,
    girls=_words("Shanaya Priya Naomi Chantal Anjali Dewi Joy Ravina"),
    boys=_words("Jayden Ravi Dion Marlon Kishan Raoul Winston Amar"),
    families=tuple((None, name) for name in _words("Ramdin Kartosen Pinas Biharie Wijntuin Sewdien Tjon Kromosoeto")),
)
SYRIAN = Names(
    weight=5,
    girls=_words("Rima Layla Nour Hala Maryam Sidra Jana Tala"),
    boys=_words("Omar Khaled Karim Yazan Majd Sami Tarek Nabil"),
    families=(*((None, name) for name in _words("Khoury Haddad Darwish Mansour Nassar")), ("al", "Masri")),
)
ALL = (DUTCH, TURKISH, MOROCCAN, POLISH, SURINAMESE, SYRIAN)


def plain(name: str) -> str:
    """Return a name as it stands in an e-mail address."""
    bare = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ł", "l").replace("Ł", "L"))
    return "".join(sign for sign in bare.lower() if sign.isascii() and sign.isalnum()) or "x"
