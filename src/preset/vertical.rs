//! Lists of something else than goods: hotels, vehicles, homes, flights and others have
//! catalogs of their own kinds, which take no products (`formats.md` 1, `graph-api.md` 4).

use super::Column;

/// What a file lists, and columns that only such files have; one of them must be there
/// with all that stand behind it. Names are those of Meta's feeds of that kind.
const VERTICALS: &[(&str, &[&[&str]])] = &[
    (
        "hotels",
        &[
            &["hotel_id"],
            &["room_id"],
            &["hotel_room_id"],
            &["star_rating", "address"],
            &["guest_rating", "address"],
        ],
    ),
    (
        "vehicles",
        &[
            &["vehicle_id"],
            &["vin"],
            &["vehicle_offer_id"],
            &["state_of_vehicle"],
            &["make", "model", "mileage"],
            &["make", "model", "body_style"],
        ],
    ),
    (
        "homes",
        &[
            &["home_listing_id"],
            &["home_listing_group_id"],
            &["num_beds"],
            &["num_baths"],
            &["listing_type", "property_type"],
        ],
    ),
    (
        "flights",
        &[
            &["origin_airport"],
            &["destination_airport"],
            &["flight_id"],
            &["origin_city", "destination_city"],
        ],
    ),
    ("destinations", &[&["destination_id"]]),
    ("media titles", &[&["media_title_id"]]),
];

/// What a file lists that is no list of products, and the column that tells.
pub(super) fn vertical<'a>(
    columns: &(impl Iterator<Item = &'a str> + Clone),
) -> Option<(&'a str, &'static str)> {
    // `listing/hotel_id`, `g:vin` and `mileage.value` are those names, too.
    let named = |wanted: &str| {
        columns.clone().find(|name| {
            let own = name.rsplit('/').next().unwrap_or(name);
            Column::parse(name).base == wanted || Column::parse(own).base == wanted
        })
    };
    VERTICALS.iter().find_map(|(what, ways)| {
        let fits = |way: &&[&str]| way.iter().all(|wanted| named(wanted).is_some());
        let way = ways.iter().copied().find(fits)?;
        Some((named(way.first()?)?, *what))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metas_other_catalogs_are_told_by_their_columns() {
        #[rustfmt::skip]
        let cases = [
            ("hotel_id,name,description,brand,address.addr1,address.city,latitude,longitude,image[0].url,url,base_price", Some("hotels")),
            ("g:hotel_id,g:name,g:address/g:component@name", Some("hotels")),
            ("vehicle_id,title,description,url,make,model,year,mileage.value,mileage.unit,image[0].url,price,vin", Some("vehicles")),
            ("title,make,model,mileage/value,mileage/unit,price,url", Some("vehicles")),
            ("home_listing_id,name,availability,address.addr1,price,image[0].url,url,num_beds,num_baths", Some("homes")),
            ("name,price,listing_type,property_type,url", Some("homes")),
            ("destination_airport,origin_airport,image[0].url,price,url", Some("flights")),
            ("origin_airport,destination_airport,image/url,one_way_price", Some("flights")),
            ("destination_id,name,type,url", Some("destinations")),
            ("id,title,make,model,price,link", None),
            ("id,title,price,address", None),
            ("Artikelnummer,Preis,Destination", None),
        ];
        for (columns, what) in cases {
            let found = vertical(&columns.split(',')).map(|(_, what)| what);
            assert_eq!(found, what, "{columns}");
        }
    }
}
