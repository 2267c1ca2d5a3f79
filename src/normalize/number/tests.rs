use iso_currency::Currency;
use proptest::prelude::*;

use super::*;

/// A cell, and how it reads without a column, with a point and with a comma.
fn read(cell: &str, sign: Option<Sign>) -> String {
    match parse(cell, sign) {
        Ok(Number {
            amount,
            currency,
            contradicts,
            open: _,
        }) => {
            let mark = match currency {
                None => String::new(),
                Some(CurrencyMark::Code(code)) => format!(" {}", code.code()),
                Some(CurrencyMark::Symbol(symbol)) => format!(" {symbol}"),
            };
            format!(
                "{amount}{mark}{}",
                if contradicts { " (contradicts)" } else { "" }
            )
        }
        Err(error) => format!("{error:?}"),
    }
}

#[test]
fn reads_the_shapes_that_shops_write() {
    #[rustfmt::skip]
    let cases = [
        // formats.md 2.4, real values.
        ("26.067,00", "26067"), ("34,95", "34.95"), ("590,00 €", "590 EUR"), ("19,99", "19.99"), ("4.5 €", "4.5 EUR"),
        ("495.79831932773", "495.79831932773"), (".5", "0.5"), ("120.0000", "120"), ("20.1681", "20.1681"),
        ("11990.0", "11990"), ("599 CZK", "599 CZK"), ("1,299 JPY", "Ambiguous"), ("49,00 TND", "49 TND"),
        ("18.72USD", "18.72 USD"), ("10.00 USD", "10 USD"), ("EUR 5", "5 EUR"), ("1'299.00", "1299"), ("10.00 €/kg", "Unit"),
        ("10,00 € / 1 l", "Unit"), ("", "Empty"), ("-", "Empty"), ("n/a", "Empty"), ("N/A", "Empty"), ("NULL", "Empty"),
        ("0", "0"), ("0.00", "0"), ("11.5USD", "11.5 USD"), ("40.33", "40.33"), ("2.00", "2"), ("27.35", "27.35"),
        // Contract section 7.
        ("1.299,95 €", "1299.95 EUR"), ("1,299.95", "1299.95"), ("EUR 12", "12 EUR"), ("12,-", "12"), ("1.234", "Ambiguous"),
        // Signs and groups.
        ("1,234", "Ambiguous"), ("1.234.567", "1234567"), ("1,234,567", "1234567"), ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"), ("12,34,567", "1234567"), ("12,34,567.50", "1234567.5"), ("1.23.456", "NoAmount"),
        ("1.2345.678", "NoAmount"), ("1,299.950,00", "NoAmount"), ("1.299,95,00", "NoAmount"), ("1 299,95", "1299.95"),
        ("1\u{A0}299,95\u{A0}€", "1299.95 EUR"), ("1\u{202F}299\u{202F}€", "1299 EUR"), ("1’299.–", "1299"), ("1'299", "1299"),
        ("1 234.567", "1234.567"), ("12 34", "NoAmount"), ("1234.567", "1234.567"), ("0.500", "0.5"), ("0,500", "0.5"),
        (".500", "0.5"), (",5", "0.5"), ("1.2995", "1.2995"), ("1.29950,1", "NoAmount"), ("007", "7"), ("1..5", "Several"),
        // No cents.
        ("12.-", "12"), ("12,--", "12"), ("12.--", "12"), ("12,– €", "12 EUR"), ("12,—", "12"), ("12,", "12"), ("12. ", "12"),
        ("1.299,-", "1299"), ("CHF 12.-", "12 CHF"),
        // Signs of value.
        ("-5.00", "-5"), ("−5,00", "-5"), ("+5.00", "5"), ("5.00-", "-5"), ("'-5.00", "-5"), ("'19.99", "19.99"), ("-5-", "NoAmount"),
        ("(5.00)", "NoAmount"), ("-€5.00", "-5 EUR"), ("€ -5.00", "-5 EUR"), ("5.00 EUR-", "-5 EUR"), ("--5", "NoAmount"),
        // Currencies.
        ("€12.50", "12.5 EUR"), ("12.50€", "12.5 EUR"), ("eur 12.50", "12.5 EUR"), ("12,50 Euro", "12.5 EUR"), ("£9.99", "9.99 GBP"),
        ("$9.99", "9.99 $"), ("$9.99 USD", "9.99 USD"), ("US$ 9.99", "9.99 USD"), ("R$ 9,99", "9.99 BRL"), ("99 kr", "99 kr"),
        ("kr. 99,50", "99.5 kr."), ("99 kr. SEK", "NoAmount"), ("129 zł", "129 PLN"), ("599 Kč", "599 CZK"), ("Fr. 12.50", "12.5 CHF"),
        ("¥1980", "1980 ¥"), ("1 299,00 ₽", "1299 RUB"), ("1290 RSD", "1290 RSD"), ("EUR 5 USD", "Several"), ("EUR 5 EUR", "5 EUR"),
        ("$5 EUR", "Several"), ("12.50 XYZ", "NoAmount"), ("12,00 €*", "12 EUR"),
        // No amounts.
        ("on request", "NoAmount"), ("auf Anfrage", "NoAmount"), ("ab 12,00 €", "NoAmount"), ("5 - 10", "Several"), ("5.00-10.00", "Several"),
        ("10 kg", "Unit"), ("19 %", "Unit"), ("5 € pro Stück", "Unit"), ("1.2E+05", "Scientific"), ("1e5", "Scientific"),
        ("1234567890123456", "TooLarge"), ("12 x 5", "Several"), ("٣", "NoAmount"), ("€", "NoAmount"), (".", "NoAmount"), ("'", "Empty"),
    ];
    for (cell, wanted) in cases {
        assert_eq!(read(cell, None), wanted, "cell {cell:?}");
    }
}

#[test]
fn reads_by_the_sign_of_the_column() {
    #[rustfmt::skip]
    let cases = [
        // cell           point                      comma
        ("1.299",         "1.299",                   "1299"),
        ("1,299",         "1299",                    "1.299"),
        ("1,299 JPY",     "1299 JPY",                "1.299 JPY"),
        ("19,95",         "19.95 (contradicts)",     "19.95"),
        ("19.95",         "19.95",                   "19.95 (contradicts)"),
        ("1.299,95",      "1299.95 (contradicts)",   "1299.95"),
        ("1.299.000",     "1299000 (contradicts)",   "1299000"),
        ("1299",          "1299",                    "1299"),
    ];
    for (cell, point, comma) in cases {
        assert_eq!(read(cell, Some(Sign::Point)), point, "cell {cell:?}");
        assert_eq!(read(cell, Some(Sign::Comma)), comma, "cell {cell:?}");
    }
}

#[test]
fn reads_quantities() {
    use NumberError::{Ambiguous, Empty, NoAmount, TooLarge};
    #[rustfmt::skip]
    let cases = [
        ("75", Ok(75)), ("75.0", Ok(75)), ("75.0000", Ok(75)), ("5,00", Ok(5)), ("-3", Ok(-3)), (" 12 ", Ok(12)), (">10", Ok(10)),
        ("> 10", Ok(10)), (">=10", Ok(10)), ("10+", Ok(10)), ("2.5", Ok(2)), ("-0.5", Ok(-1)), ("0", Ok(0)), ("", Err(Empty)),
        ("n/a", Err(Empty)), ("1.000", Err(Ambiguous)), ("many", Err(NoAmount)), ("5 EUR", Err(NoAmount)), ("<5", Err(NoAmount)),
        ("99999999999999999999", Err(TooLarge)), ("1.234.567", Ok(1_234_567)),
    ];
    for (cell, wanted) in cases {
        assert_eq!(whole(cell, None), wanted, "cell {cell:?}");
    }
    assert_eq!(whole("1.000", Some(Sign::Comma)), Ok(1000));
    assert_eq!(whole("1.000", Some(Sign::Point)), Ok(1));
}

#[test]
fn adds_tax_without_rounding() {
    let price = |text: &str| parse(text, Some(Sign::Point)).unwrap().amount;
    assert_eq!(
        gross(price("20.1681"), Decimal::from(19)),
        price("24.000039")
    );
    assert_eq!(gross(price("100"), price("5.5")), price("105.5"));
    assert_eq!(
        parse("5 EUR", None).unwrap().currency,
        Some(CurrencyMark::Code(Currency::EUR))
    );
}

proptest! {
    #[test]
    fn the_usual_way_reads_what_the_thorough_one_does(cell in "0{0,2}[0-9]{1,11}([.,][0-9]{1,3})?( ?[A-Z]{3}| €|a)?|[0-9.,' €$A-Z+-]{0,16}") {
        for sign in [None, Some(Sign::Point), Some(Sign::Comma)] {
            let (number, expected) = (parse(&cell, sign), thorough(&cell, sign));
            prop_assert_eq!(format!("{number:?}"), format!("{expected:?}"), "{}", cell);
        }
        prop_assert_eq!(hint(&cell), Parts::of(&cell).ok().map(|parts| parts.hint));
    }

    #[test]
    fn no_cell_makes_it_panic(cell in "[0-9.,' €$A-Z+-]{0,16}|\\PC{0,20}") {
        for sign in [None, Some(Sign::Point), Some(Sign::Comma)] {
            let number = parse(&cell, sign);
            let _ = whole(&cell, sign);
            if let Ok(number) = number {
                let again = number.amount.to_string();
                prop_assert_eq!(parse(&again, Some(Sign::Point)).unwrap().amount, number.amount);
            }
        }
    }

    #[test]
    fn grouped_amounts_read_as_they_were_written(cents in 0_i64..1_000_000_000_000) {
        let amount = Decimal::new(cents, 2);
        let (whole, cents) = (cents / 100, cents % 100);
        let mut groups = whole.to_string();
        for at in (1..groups.len()).rev().filter(|at| (groups.len() - at) % 3 == 0).collect::<Vec<_>>() {
            groups.insert(at, '_');
        }
        for (group, sign) in [(".", ","), (",", "."), ("'", "."), (" ", ","), ("", "."), ("", ",")] {
            let cell = format!("{}{sign}{cents:02} EUR", groups.replace('_', group));
            prop_assert_eq!(parse(&cell, None).unwrap().amount, amount, "{}", cell);
        }
    }
}
