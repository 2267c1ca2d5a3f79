//! Files that no preset knows: which column is what, and what nobody guesses.

use std::fmt::Write as _;

use std::fs;

use serde_json::{Value, json};

use crate::shops::Shop;
use crate::world::World;

const FIELDS: &str = "id title description price sale_price availability quantity_to_sell_on_facebook brand gtin link image_link color";

/// Two products, with a column for each of these.
const CELLS: [[&str; 11]; 2] = [
    [
        "A-1",
        "Becher blau",
        "Aus Ton.",
        "19,90",
        "4006381333931",
        "3",
        "Nord",
        "https://shop.example/p/1",
        "https://shop.example/1.jpg",
        "blau",
        "Küche",
    ],
    [
        "A-2",
        "Teller rot",
        "Aus Glas.",
        "1.024,50",
        "4006381333948",
        "0",
        "Nord",
        "https://shop.example/p/2",
        "https://shop.example/2.jpg",
        "rot",
        "Küche",
    ],
];

/// Number, title, text, price, GTIN, stock, brand, link, picture, color, category.
#[rustfmt::skip]
const HEADERS: &[(&str, &str)] = &[
    ("en", "Item number;Product name;Description;Price;EAN;Stock;Brand;Product URL;Image;Colour;Category"),
    ("de", "Artikelnummer;Bezeichnung;Beschreibung;VK-Preis;EAN;Bestand;Hersteller;Produktlink;Bild;Farbe;Warengruppe"),
    ("fr", "Référence;Désignation;Description longue;Prix de vente;Code-barres;Quantité;Marque;Lien;Image principale;Couleur;Catégorie"),
    ("es", "Referencia;Nombre;Descripción;Precio;Código de barras;Existencias;Fabricante;Enlace;Imagen;Color;Categoría"),
    ("it", "Codice articolo;Nome prodotto;Descrizione;Prezzo;Codice a barre;Giacenza;Produttore;Link prodotto;Immagine;Colore;Categoria"),
    ("nl", "Artikelcode;Productnaam;Omschrijving;Verkoopprijs;Streepjescode;Voorraad;Merk;Productlink;Afbeelding;Kleur;Artikelgroep"),
    ("pl", "Kod produktu;Nazwa;Opis;Cena;Kod kreskowy;Stan magazynowy;Producent;Link do produktu;Zdjęcie;Kolor;Kategoria"),
    ("pt", "Código do produto;Nome;Descrição;Preço;Código de barras;Quantidade;Marca;Link do produto;Imagem;Cor;Categoria"),
    ("sv", "Artikelnummer;Benämning;Beskrivning;Pris;Streckkod;Lagersaldo;Varumärke;Länk;Bild;Färg;Varugrupp"),
    ("da", "Varenummer;Varenavn;Beskrivelse;Salgspris;Stregkode;Lagerbeholdning;Mærke;Varelink;Billede;Farve;Varegruppe"),
    ("no", "Varenr;Produktnavn;Beskrivelse;Utsalgspris;Strekkode;Beholdning;Merke;Lenke;Bilde;Farge;Varegruppe"),
    ("cs", "Kód zboží;Název;Popis;Prodejní cena;Čárový kód;Množství;Výrobce;Odkaz;Obrázek;Barva;Kategorie"),
];

fn table(header: &str) -> String {
    let rows = CELLS.map(|row| row.join(";"));
    format!("{header}\n{}\n", rows.join("\n"))
}

/// What the check of an export says it is.
fn detection(world: &World, name: &str) -> Value {
    let report = world
        .run(&format!(
            "check --json {name} --currency EUR --condition new"
        ))
        .json();
    report.document["detections"][0].clone()
}

#[test]
fn headers_of_twelve_languages_give_the_same_items() {
    let expected = [
        "A-1 | Becher blau | Aus Ton. | 19.90 EUR | – | in stock | 3 | Nord | 4006381333931 | https://shop.example/p/1 | https://shop.example/1.jpg | blau",
        "A-2 | Teller rot | Aus Glas. | 1024.50 EUR | – | out of stock | 0 | Nord | 4006381333948 | https://shop.example/p/2 | https://shop.example/2.jpg | rot",
    ];
    for (language, header) in HEADERS {
        let sold = Shop::new().sells(table(header));
        sold.is(0, "read=2 created=2", "");
        assert_eq!(sold.show(FIELDS), expected, "{language}");
        let report = &sold.report.document;
        assert_eq!(report["sources"][0]["preset"], "generic", "{language}");
        let detected = &report["detections"][0];
        assert_eq!(detected["confidence"], "matched", "{language}");
    }
    assert!(HEADERS.len() >= 10);
}

#[test]
fn the_order_of_columns_decides_nothing() {
    let (_, header) = HEADERS[1];
    let more = [
        ("UVP", ["25,00", "1.200,00"]),
        ("EK netto", ["9,00", "500,00"]),
        ("Mindestbestand", ["1", "1"]),
        ("Nr", ["1", "2"]),
        ("Bild 2", ["https://shop.example/1b.jpg", ""]),
        ("VK netto", ["16,72", "860,92"]),
        ("VK brutto", ["19,90", "1.024,50"]),
    ];
    let mut columns: Vec<[String; 3]> = header
        .split(';')
        .enumerate()
        .map(|(at, name)| {
            [
                name.to_owned(),
                CELLS[0][at].to_owned(),
                CELLS[1][at].to_owned(),
            ]
        })
        .filter(|column| column[0] != "VK-Preis")
        .collect();
    columns.extend(
        more.map(|(name, cells)| [name.to_owned(), cells[0].to_owned(), cells[1].to_owned()]),
    );
    let file = |columns: &[[String; 3]]| {
        let line = |at: usize| -> String {
            let cells: Vec<&str> = columns.iter().map(|column| column[at].as_str()).collect();
            cells.join(";")
        };
        format!("{}\n{}\n{}\n", line(0), line(1), line(2))
    };
    let shop = Shop::new();
    let first = shop.bytes(&file(&columns));
    assert!(
        first.contains("1024.50 EUR") && first.contains("1b.jpg"),
        "{first}"
    );
    assert!(
        !first.contains("25.00") && !first.contains("16.72"),
        "{first}"
    );
    for turn in 1..columns.len() {
        columns.rotate_left(turn % 5 + 1);
        if turn % 2 == 0 {
            columns.reverse();
        }
        assert_eq!(shop.bytes(&file(&columns)), first, "{turn}");
    }
}

#[test]
fn xml_of_any_names_is_read_by_the_children_of_its_records() {
    let mut records = String::new();
    for row in CELLS {
        write!(records,
            "<zbozi><kod>{}</kod><nazev>{}</nazev><popis>{}</popis><cena mena=\"x\">{}</cena><vyrobce><id>7</id></vyrobce>\
             <znacka>{}</znacka><odkaz>{}</odkaz><obrazky><obrazek>{}</obrazek></obrazky><mena>EUR</mena><skladem>ano</skladem></zbozi>",
            row[0], row[1], row[2], row[3], row[6], row[7], row[8]
        ).unwrap();
    }
    let shop = Shop::of("[shop]\ncondition = \"new\"\n");
    let sold = shop.sells(
        format!("<katalog>{records}</katalog>")
            .replace("<obrazky>", "")
            .replace("</obrazky>", ""),
    );
    sold.report.is(0, "read=2 created=2");
    assert_eq!(
        sold.show("id title price availability brand image_link")[1],
        "A-2 | Teller rot | 1024.50 EUR | in stock | Nord | https://shop.example/2.jpg"
    );
}

#[test]
fn what_is_not_clear_is_not_guessed_and_the_sentence_says_what_is_missing() {
    #[rustfmt::skip]
    let cases: &[(&str, &[&str])] = &[
        ("Nummer;Bezeichnung;Preis\n1;Becher;9,90\n", &["`Bezeichnung` is the title", "`Preis` is the price", "no column is surely the id", "id = \"{{ row['…'] }}\""]),
        ("SKU;Artikelnummer;Bezeichnung;Preis\nA;1;Becher;9,90\nB;2;Teller;8,90\n", &["`Artikelnummer` and `SKU` could each be the id"]),
        ("SKU;Name;Preis\nA;Becher;rot\nB;Teller;blau\n", &["`Preis` is called so, but its cells are no price"]),
        ("SKU;Name;Preis;VK netto\nA;Becher;9,90;8,32\nB;Teller;7,90;6,64\n", &["`Preis` and `VK netto` could each be the price"]),
        ("Kundennummer;Artikelnummer;Name;Preis\n7;A;Becher;9,90\n", &["`Kundennummer` would be in a list of orders or people"]),
        ("SKU;Name;UVP;EK\nA;Becher;9,90;4,00\n", &["no column is surely the price"]),
        ("SKU;Name;Preisgruppe;Mindestbestand\nA;Becher;1;4\n", &["no column is surely the price"]),
        ("Datum;Betrag\n1.1.2026;9,90\n", &["its columns fit no known export: `Datum`, `Betrag`"]),
    ];
    for (file, words) in cases {
        let world = World::new();
        world.write("own.csv", file);
        let ran = world.run("check own.csv --currency EUR --condition new");
        assert_eq!(ran.code, Some(8), "{ran:?}");
        let said = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        for word in *words {
            assert!(said.contains(word), "{word}: {said}");
        }
    }
}

#[test]
fn nothing_is_assumed_of_condition_and_stock() {
    let file = "SKU;Titel;Preis;Zustand;Lieferbar;Bild;Link\n\
                A;Becher;9,90;Mängelexemplar;vielleicht;https://shop.example/a.jpg;https://shop.example/a\n\
                B;Teller;7,90;neu;ja;https://shop.example/b.jpg;https://shop.example/b\n";
    let sold = Shop::of("[shop]\ncurrency = \"EUR\"\nbrand = \"X\"\n").sells(file);
    let problems = sold.report.document["problem_counts"].to_string();
    assert!(problems.contains("\"condition-invalid\":1"), "{problems}");
    assert!(
        problems.contains("\"availability-invalid\":1"),
        "{problems}"
    );
    assert_eq!(
        sold.show("id condition availability"),
        ["B | new | in stock"]
    );
}

#[test]
fn a_price_without_tax_says_so_and_variants_find_their_parent() {
    let file = "Artikelnummer;Vaterartikel;Bezeichnung;Beschreibung;VK netto (EUR);MwSt;Größe;Bild;Link\n\
                T;;Hemd;Aus Leinen;;19;;https://shop.example/t.jpg;https://shop.example/t\n\
                T-S;T;Hemd S;;10,00;19;S;;\n\
                T-M;T;Hemd M;;20,00;19;M;;\n";
    let sold = Shop::with("availability = \"in stock\"").sells(file);
    sold.report.is(0, "read=2 created=2");
    assert_eq!(
        sold.show("id item_group_id price size description"),
        [
            "T-M | T | 23.80 EUR | M | Aus Leinen",
            "T-S | T | 11.90 EUR | S | Aus Leinen"
        ]
    );
}

#[test]
fn init_writes_what_an_item_is_and_leaves_the_rest_to_be_filled_in() {
    let world = World::new();
    fs::remove_file(world.path().join("shelfsync.toml")).unwrap();
    world.write("own.csv", table(HEADERS[1].1));
    let answers = "--currency EUR --condition new --brand Nord --yes";
    let ran = world.run(&format!("init own.csv {answers}"));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let written = fs::read_to_string(world.path().join("shelfsync.toml")).unwrap();
    for line in [
        "preset = \"generic\"",
        "id = \"{{ row['Artikelnummer'] }}\"",
        "title = \"{{ row['Bezeichnung'] }}\"",
        "price = \"{{ row['VK-Preis'] }}\"",
        "link = \"{{ row['Produktlink'] }}\"",
    ] {
        assert!(written.contains(line), "{line}: {written}");
    }
    insta::assert_snapshot!(ran.text());
    world.run("check --json").json().is(0, "read=2 created=2");
    // Tomorrow's file calls another column the price: the settings do not move with it.
    let moved = table(HEADERS[1].1).replace("VK-Preis", "Preis");
    world.write("own.csv", moved);
    let ran = world.run("check");
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("VK-Preis"), "{ran:?}");

    let world = World::new();
    fs::remove_file(world.path().join("shelfsync.toml")).unwrap();
    world.write(
        "own.csv",
        table(HEADERS[1].1).replace("Artikelnummer", "Nummer"),
    );
    let ran = world.run(&format!("init own.csv --preset generic {answers}"));
    assert_eq!(ran.code, Some(2), "{ran:?}");
    let written = fs::read_to_string(world.path().join("shelfsync.toml")).unwrap();
    assert!(written.contains("#id = \"{{ row['…'] }}\""), "{written}");
    let filled = written.replace("#id = \"{{ row['…'] }}\"", "id = \"{{ row['Nummer'] }}\"");
    world.config(&filled);
    world.run("check --json").json().is(0, "read=2 created=2");
}

#[test]
fn a_check_says_what_the_file_is_also_when_it_cannot_go_on() {
    let world = World::new();
    world.write(
        "shop.csv",
        "Handle,Title,Variant SKU,Variant Price,Body (HTML),Vendor\na,Tea,S,4.50,x,B\n",
    );
    let ran = world.run("check shop.csv");
    assert_eq!(ran.code, Some(2), "{}", ran.text());
    assert!(
        ran.stdout
            .starts_with("shop.csv: Shopify product export (CSV)\n"),
        "{}",
        ran.text()
    );
    assert!(ran.stdout.contains("parted by `,`"), "{}", ran.text());
    assert!(ran.stderr.contains("is not set"), "{}", ran.text());
    // Settings say what a file is, and scripts read one document.
    let quiet = world.run("check shop.csv -q");
    assert_eq!(quiet.stdout, "", "{}", quiet.text());
    world.run("check shop.csv --json").json().fails(2);
}

#[test]
fn a_check_says_what_the_file_is() {
    let world = World::new();
    world.write("own.csv", table(HEADERS[1].1).replace("Warengruppe", "UVP"));
    let ran = world.run("check own.csv --currency EUR --condition new");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    insta::assert_snapshot!(ran.text());
    let found = detection(&world, "own.csv");
    assert_eq!(found["decimal"], json!(","));
    assert_eq!(found["decimal_column"], "VK-Preis");
    assert_eq!(found["language"], "de");
    let columns = found["columns"].as_array().unwrap();
    let price = columns.iter().find(|one| one["for"] == "price").unwrap();
    assert_eq!(price["column"], "VK-Preis");
    // Without an EXPORT on the command line the settings say what it is.
    world.config(
        "[shop]\ncurrency = \"EUR\"\ncondition = \"new\"\n[[source]]\npath = \"own.csv\"\n",
    );
    let ran = world.run("check");
    assert!(!ran.stdout.contains("cells parted by"), "{ran:?}");
    assert_eq!(
        world
            .run("check own.csv -q --currency EUR --condition new")
            .stdout,
        ""
    );
}

#[test]
fn files_that_belong_together_are_missed() {
    let world = World::new();
    let catalog = "<catalog xmlns=\"http://www.demandware.com/xml/impex/catalog/2006-10-31\" catalog-id=\"m\">\
                   <product product-id=\"1\"><display-name>Becher</display-name><online-flag>true</online-flag></product>\
                   <product product-id=\"2\"><display-name>Teller</display-name><online-flag>true</online-flag></product></catalog>";
    world.write("master.xml", catalog);
    let settings = "[shop]\nurl = \"https://shop.example\"\nimage_url = \"https://shop.example\"\ncurrency = \"EUR\"\ncondition = \"new\"\n\
                    brand = \"X\"\navailability = \"in stock\"\n[[source]]\npath = \"master.xml\"\n";
    world.config(settings);
    let missed = world.run("check --json").json().document["detections"][0]["companions"].clone();
    let missed = missed.to_string();
    assert!(
        missed.contains("price books") && missed.contains("inventory"),
        "{missed}"
    );
}

#[test]
fn lists_of_hotels_vehicles_homes_and_flights_are_refused() {
    #[rustfmt::skip]
    let feeds: &[(&str, &str)] = &[
        ("hotels", "hotel_id,name,description,brand,address.addr1,address.city,address.country,latitude,longitude,neighborhood[0],base_price,image[0].url,star_rating,url"),
        ("vehicles", "vehicle_id,title,description,url,make,model,year,mileage.value,mileage.unit,image[0].url,transmission,body_style,price,state_of_vehicle,vin"),
        ("homes", "home_listing_id,name,description,availability,price,url,image[0].url,address.addr1,address.city,num_beds,num_baths,property_type,listing_type"),
        ("flights", "origin_airport,destination_airport,origin_city,destination_city,description,image[0].url,price,one_way_price,url"),
    ];
    for (what, columns) in feeds {
        let names: Vec<&str> = columns.split(',').collect();
        let row = vec!["1"; names.len()].join(",");
        let world = World::new();
        world.write("feed.csv", format!("{columns}\n{row}\n{row}\n"));
        let mut listing = String::new();
        for name in &names {
            let path: Vec<&str> = name.split(['.', '[']).collect();
            let tags: Vec<String> = path
                .iter()
                .map(|tag| tag.trim_end_matches(']').to_owned())
                .filter(|tag| tag != "0" && !tag.is_empty())
                .collect();
            for tag in &tags {
                write!(listing, "<{tag}>").unwrap();
            }
            listing += "1";
            for tag in tags.iter().rev() {
                write!(listing, "</{tag}>").unwrap();
            }
        }
        let listing = format!("<listing>{listing}</listing>");
        world.write("feed.xml", format!("<?xml version=\"1.0\"?><listings><title>x</title>{listing}{listing}{listing}</listings>"));
        for name in ["feed.csv", "feed.xml"] {
            let ran = world.run(&format!("check {name} --currency EUR --condition new"));
            assert_eq!(ran.code, Some(8), "{what} {name}: {ran:?}");
            let said = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(
                said.contains(&format!("this is a list of {what}")),
                "{name}: {said}"
            );
        }
    }
}

/// A file with sales, whose dates are written so.
fn dated(dates: &[&str]) -> String {
    let mut file =
        "Artikelnummer;Bezeichnung;Preis;Aktionspreis;Aktion von;Aktion bis;Bild;Link\n".to_owned();
    for (at, date) in dates.iter().enumerate() {
        writeln!(
            file,
            "A-{at};Becher;19,90;9,90;{date};31.12.2030;https://shop.example/{at}.jpg;https://shop.example/{at}"
        )
        .unwrap();
    }
    file
}

#[test]
fn the_order_of_dates_is_that_of_the_column() {
    let shop = Shop::with("availability = \"in stock\"");
    let sales = |shop: &Shop, dates: &[&str]| -> Vec<String> {
        shop.sells(dated(dates)).show("sale_price_effective_date")
    };
    let day = sales(&shop, &["03/04/2026", "13/04/2026"]);
    assert!(day[0].starts_with("2026-04-03T00:00+02:00/"), "{day:?}");
    let month = sales(&shop, &["03/04/2026", "04/13/2026"]);
    assert!(month[0].starts_with("2026-03-04T00:00+01:00/"), "{month:?}");
    let open = shop.sells(dated(&["03/04/2026", "05/06/2026"]));
    open.is(0, "read=2 created=2", "sale_price_effective_date-invalid=2");
    assert_eq!(
        open.report.document["detections"][0]["dates"][0]["order"],
        "open"
    );
    assert_eq!(open.show("sale_price"), ["–", "–"]);
    let mixed = shop.sells(dated(&["03/04/2026", "13/04/2026", "04/13/2026"]));
    mixed.is(0, "read=3 created=3", "sale_price_effective_date-invalid=1");
    let said = Shop::with(
        "availability = \"in stock\"\n[[source]]\npath = \"own.csv\"\ndates = \"month-first\"",
    );
    let said = said.sells_by_settings(
        "own.csv",
        dated(&["03/04/2026", "05/06/2026", "13/04/2026"]),
    );
    said.is(0, "read=3 created=3", "sale_price_effective_date-invalid=1");
    let windows = said.show("sale_price_effective_date");
    assert!(windows[0].starts_with("2026-03-04"), "{windows:?}");
    assert_eq!(windows[2], "–");
}

#[test]
fn what_is_remembered_of_rows_is_held_to_the_order_of_dates() {
    let settings = "[shop]\nurl = \"https://shop.example\"\ncurrency = \"EUR\"\ncondition = \"new\"\nbrand = \"Haus\"\n\
                    timezone = \"Europe/Berlin\"\navailability = \"in stock\"\n[catalog]\nid = \"100\"\n[[source]]\npath = \"own.csv\"\n";
    let world = World::new();
    world.config(settings);
    let dates = ["03/04/2026"; 30];
    world.write("own.csv", dated(&dates));
    world.run("sync --sandbox");
    // One new row tells what all the others mean.
    let mut more = dates.to_vec();
    more.push("13/04/2026");
    world.write("own.csv", dated(&more));
    let known = world.run("plan --sandbox --json").json();
    let whole = world.run("plan --sandbox --json --full").json();
    let changes = |report: &Value| report["changes"].as_array().unwrap().len();
    assert_eq!(changes(&known.document), 31, "{:#}", known.document);
    assert_eq!(changes(&known.document), changes(&whole.document));
}

/// Names that are ours within are everyday words; in a file they mean what their column
/// was taken for, or nothing.
#[test]
fn a_header_is_not_read_as_one_of_our_own_names() {
    #[rustfmt::skip]
    let cases: &[(&str, &str, &str, &str)] = &[
        ("SKU,Name,Price,Bestand,Sale", "A,Becher,9.90,5,1", "id price sale_price", "A | 9.90 EUR | –"),
        ("SKU,Name,Price,Bestand,Old", "A,Becher,9.90,5,2000", "id price sale_price", "A | 9.90 EUR | –"),
        ("Number,SKU,Name,Price,Bestand", "1,A,Becher,9.90,5", "id price", "A | 9.90 EUR"),
        ("Record,SKU,Name,Price,Bestand", "1,A,Becher,9.90,5", "id price", "A | 9.90 EUR"),
    ];
    for (header, row, fields, expected) in cases {
        let file = format!(
            "{header},Link,Bild,Beschreibung\n{row},https://shop.example/a,https://shop.example/a.jpg,Text\n"
        );
        let sold = Shop::with("").sells(&file);
        sold.report.is(0, "read=1 created=1");
        assert_eq!(sold.show(fields), [*expected], "{header}");
    }
}
