//! Words of an invented shop for bags, crockery, lamps and the like.

/// Kind of product: prefix of its ids, name, path in the shop, Google's category.
pub(super) type Kind = (&'static str, &'static str, &'static str, &'static str);

pub(super) const KINDS: &[Kind] = &[
    (
        "TAS",
        "Umhängetasche",
        "Taschen > Umhängetaschen",
        "Apparel & Accessories > Handbags, Wallets & Cases > Handbags",
    ),
    (
        "RUC",
        "Rucksack",
        "Taschen > Rucksäcke",
        "Luggage & Bags > Backpacks",
    ),
    (
        "BEC",
        "Kaffeebecher",
        "Küche > Becher & Tassen",
        "Home & Garden > Kitchen & Dining > Tableware > Drinkware > Mugs",
    ),
    (
        "LEU",
        "Tischleuchte",
        "Wohnen > Leuchten",
        "Home & Garden > Lighting > Lamps",
    ),
    (
        "DEC",
        "Wolldecke",
        "Wohnen > Decken & Plaids",
        "Home & Garden > Linens & Bedding > Bedding > Blankets",
    ),
    (
        "MUE",
        "Strickmütze",
        "Kleidung > Mützen",
        "Apparel & Accessories > Clothing Accessories > Hats",
    ),
    (
        "JAC",
        "Regenjacke",
        "Kleidung > Jacken",
        "Apparel & Accessories > Clothing > Outerwear > Coats & Jackets",
    ),
    (
        "NOT",
        "Notizbuch",
        "Papier > Notizbücher",
        "Office Supplies > General Office Supplies > Paper Products > Notebooks & Notepads",
    ),
    (
        "MES",
        "Küchenmesser",
        "Küche > Messer",
        "Home & Garden > Kitchen & Dining > Kitchen Tools & Utensils > Kitchen Knives",
    ),
    (
        "SEI",
        "Naturseife",
        "Bad > Seifen",
        "Health & Beauty > Personal Care > Cosmetics > Bath & Body > Bar Soap",
    ),
];

pub(super) const NAMES: &[&str] = &[
    "Hafen",
    "Düne",
    "Föhre",
    "Sturmhaube",
    "Lichtung",
    "Kiesel",
    "Möwe",
    "Ährenfeld",
    "Nebel",
    "Schäre",
    "Brücke",
    "Weiher",
    "Ginster",
    "Löss",
    "Kranich",
    "Röhricht",
    "Morgenrot",
    "Heide",
    "Übersee",
    "Ankerplatz",
    "Steilufer",
    "Wacholder",
    "Süderhof",
    "Talblick",
];

pub(super) const BRANDS: &[&str] = &[
    "Hafenkontor",
    "Nordlicht & Söhne",
    "Feldweg",
    "Gebrüder Öhler",
    "Werkhof 7",
    "Lindgrün",
    "Stilles Wasser",
    "Kleinwerk",
    "Mühlbach",
    "Tonscherbe",
    "Halbmond",
    "Blauer Faden",
];

pub(super) const COLORS: &[(&str, &str)] = &[
    ("Anthrazit", "anthrazit"),
    ("Moosgrün", "moosgruen"),
    ("Rot", "rot"),
    ("Natur/Weiß", "natur-weiss"),
    ("Marineblau", "marineblau"),
    ("Senfgelb", "senfgelb"),
];

pub(super) const SIZES: &[&str] = &["S", "M", "L", "XL"];

pub(super) const MATERIALS: &[&str] = &[
    "gewachstes Segeltuch",
    "Steinzeug",
    "Schurwolle",
    "Bio-Baumwolle",
    "Edelstahl",
    "pflanzlich gegerbtes Leder",
    "geöltes Eichenholz",
    "recyceltes Papier",
    "Leinen",
    "Messing",
];

/// `{m}` is a material, `{n}` a name, `{z}` a number.
pub(super) const SENTENCES: &[&str] = &[
    "Robust, langlebig und für jeden Tag gemacht.",
    "Das Material: {m}, in kleinen Mengen verarbeitet.",
    "Die Serie \"{n}\" gibt es in {z} Ausführungen.",
    "Größe &amp; Maß: ca. {z} cm, Abweichungen sind möglich.",
    "Von Hand geprüft &ndash; in einer Werkstatt an der Küste.",
    "Pflege: mit lauwarmem Wasser reinigen, nicht im Trockner trocknen.",
    "Passt zu allem, was \"{n}\" heißt, und zu vielem anderen.",
    "Mit {z} Monaten Garantie; Ersatzteile liefern wir nach.",
    "Für&nbsp;Regentage, Wochenmärkte und weite Wege.",
    "Kein Stück ist wie das andere: Farbe und Maserung weichen leicht ab.",
    "Verpackt in Karton, ohne Folie, mit einer Anleitung auf {z} Seiten.",
    "Wer es schlicht mag, ist hier richtig; wer es bunt mag, nimmt {n}.",
    "Gefertigt aus {m}, innen mit einem Futter aus Leinen.",
    "Fällt normal aus; im Zweifel eine Größe größer wählen.",
    "Gewicht: {z} g. Lieferumfang: ein Stück, ohne Dekoration.",
    "Ein Begleiter für gr&uuml;ne Ufer, graue Dächer und lange Abende.",
    "Spülmaschinenfest bis {z} &deg;C, sagt der Hersteller; wir spülen von Hand.",
    "Der Entwurf ist von {z}, die Form seither fast gleich geblieben.",
    "Bewährt seit der ersten Reihe, nun mit {m}.",
    "Zwei Schlaufen, ein Fach, kein Schnickschnack.",
    "Der Name kommt von {n}, wo die erste Werkstatt stand.",
    "Reparieren statt wegwerfen: Nähte und Griffe lassen sich ersetzen.",
    "Bitte nicht in der prallen Sonne lagern; {m} dunkelt mit der Zeit nach.",
    "Auch als Geschenk: auf Wunsch mit Karte und Banderole.",
];
